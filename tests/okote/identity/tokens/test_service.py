"""A token opens as much as its owner may, until it expires, is taken away, or its owner leaves."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from okote import rooms
from okote.identity.account.closing import close_account
from okote.identity.account.invariants import INVARIANTS
from okote.identity.models import Grant, Role
from okote.identity.personal import FORGETS
from okote.identity.sessions import fingerprint
from okote.identity.tokens import service
from okote.identity.tokens.models import AccessToken
from okote.identity.tokens.queries import arrive, tokens_in, tokens_of
from okote.identity.tokens.rules import MOST, Scope, ScopesMissingError, TooManyTokensError
from okote.platform import i18n
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.clock import set_offset
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.jobs import jobs_app
from okote.platform.mail.models import Mail
from okote.platform.mail.service import SEND
from okote.privacy.service import forget
from okote.web.assets import Assets
from okote.web.rendering import Renderer
from payments.jobs import Job

(OVER,) = (kind for kind in FORGETS if kind.name == "access-tokens")


async def nobody(_context, **_arguments):
    """Mails stay in the queue."""


@pytest.fixture(scope="session")
def queue(shared_url):
    return jobs_app(shared_url, [Job(SEND, nobody)])


@pytest.fixture(scope="session")
def renderer():
    folders = rooms.FEATURE.templates
    return Renderer(catalogues=i18n.load(), assets=Assets(), folders=folders, sentences={})


@pytest.fixture
async def owner(someone):
    return await someone()


@pytest.fixture
def make(db, renderer, owner):
    async def make(*scopes, days=30, by=owner):
        return await service.make(db, renderer, "Tableau", scopes or (Scope.READ_ME,), days, by=by)

    return make


async def opened(db, secret, slug="trois-rives"):
    found = await arrive(db, slug, fingerprint(secret))
    return found and (found.person and found.person.id, found.roles)


async def mails(db):
    return (await db.exec(select(Mail.subject).order_by(Mail.id))).all()


async def test_it_stands_for_its_owner_with_what_they_may_now(db, make, owner, territory):
    token, secret = await make(Scope.READ_WORK, Scope.WRITE)
    assert await opened(db, secret) == (owner.person.id, frozenset())
    at = await db.now()
    role = {"territory_id": territory.id, "person_id": owner.person.id, "role": Role.AGENT}
    db.add(Grant(**role, granted_at=at))
    await db.flush()
    found = await arrive(db, "trois-rives", fingerprint(secret))
    assert [held.role for held in found.roles] == [Role.AGENT]
    assert (found.token.scopes, found.stale) == (frozenset({Scope.READ_WORK, Scope.WRITE}), True)
    await service.touch(db, token.id)
    assert not (await arrive(db, "trois-rives", fingerprint(secret))).stale
    assert await mails(db) == ["Un programme peut maintenant agir en votre nom"]


async def test_nothing_of_the_secret_is_kept(db, make):
    token, secret = await make()
    kept = token.model_dump()
    assert secret not in str(kept)
    assert token.begins == secret[: len(token.begins)]


async def test_it_opens_neither_another_territory_nor_anything_once_it_has_expired(db, make, elsewhere):
    token, secret = await make()
    assert await opened(db, secret, elsewhere.slug) == (None, frozenset())
    assert await opened(db, secret, "nowhere") is None
    await set_offset(db, timedelta(days=30))
    assert await opened(db, secret) == (None, frozenset())
    await forget(db, OVER, uploads=Path())
    assert await db.get(AccessToken, token.id) is not None
    await set_offset(db, timedelta(days=60))
    await forget(db, OVER, uploads=Path())
    assert (await db.exec(select(func.count()).select_from(AccessToken))).one() == 0


async def test_its_owner_revokes_it_and_nobody_else(db, make, owner, someone, territory):
    token, secret = await make()
    with pytest.raises(NotFoundError):
        await service.revoke(db, token.id, by=await someone(Role.ADMINISTRATOR))
    await service.revoke(db, token.id, by=owner)
    await db.flush()
    assert await opened(db, secret) == (None, frozenset())
    assert await tokens_of(db, territory.id, owner.person.id) == []


async def test_an_administrator_takes_it_away_and_its_owner_is_told(db, make, renderer, someone, territory):
    token, secret = await make()
    ((_, person),) = await tokens_in(db, territory.id, None, 5)
    with pytest.raises(ForbiddenError):
        await service.take_away(db, renderer, token.id, "Publié", by=await someone(Role.AGENT))
    boss = await someone(Role.ADMINISTRATOR)
    await service.take_away(db, renderer, token.id, "Publié", by=boss)
    await db.flush()
    assert await opened(db, secret) == (None, frozenset())
    (entry,) = (await db.exec(select(AuditEntry))).all()
    assert (entry.subject_id, entry.called, entry.reason) == (person.id, token.begins, "Publié")
    assert (await mails(db))[-1] == "Un de vos jetons d’accès a été retiré"


async def test_it_is_made_for_something_and_there_are_not_many(db, renderer, make, owner):
    with pytest.raises(ScopesMissingError):
        await service.make(db, renderer, "Rien", (), 30, by=owner)
    for _ in range(MOST):
        await make()
    with pytest.raises(TooManyTokensError):
        await make()


async def test_it_ends_with_the_account(db, renderer, make, owner):
    _, secret = await make()
    await close_account(db, renderer, of=owner)
    await db.flush()
    assert await opened(db, secret) == (None, frozenset())
    assert await violations(db, INVARIANTS) == []


async def test_a_token_of_a_closed_account_is_found(db, make, owner):
    await make()
    owner.person.email = None
    owner.person.closed_at = await db.now()
    await db.flush()
    assert {one.invariant.name for one in await violations(db, INVARIANTS)} == {
        "closed-account-leads-to-nobody"
    }
