"""What somebody is writing is theirs, changes nothing of the campaign, and goes when it is of no more use."""

from dataclasses import replace

import pytest
from sqlmodel import select

from okote.funding.campaigns.autosave.models import KeptOffer
from okote.funding.campaigns.autosave.service import keep, kept_by, on_account_closed, throw_away
from okote.funding.campaigns.rules.life import OfferFrozenError
from okote.funding.campaigns.service import approve, save_draft, submit
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.platform.errors import ForbiddenError, NotFoundError, SignInRequiredError


async def all_kept(db):
    rows = await db.exec(
        select(KeptOffer).order_by(KeptOffer.kept_at).execution_options(populate_existing=True)
    )
    return [(row.person_id, row.version, row.typed) for row in rows]


async def test_each_keeps_their_own_and_the_campaign_stays_as_it_is(db, draft, writer, reviewer):
    before = draft.model_dump()
    await keep(db, draft.id, {"title": "Un f"}, version=1, by=writer)
    await keep(db, draft.id, {"title": "Un four"}, version=1, by=writer)
    await keep(db, draft.id, {"title": "Des bocaux"}, version=1, by=reviewer)

    assert {person: typed for person, _, typed in await all_kept(db)} == {
        writer.person.id: {"title": "Un four"},
        reviewer.person.id: {"title": "Des bocaux"},
    }
    assert draft.model_dump() == before
    assert (await kept_by(db, draft.id, of=reviewer)).typed == {"title": "Des bocaux"}


async def test_it_goes_when_it_is_saved_or_thrown_away(db, draft, offer, writer, reviewer):
    for who in (writer, reviewer):
        await keep(db, draft.id, {"title": "Un four"}, version=1, by=who)
    await save_draft(db, draft.id, replace(offer, title="Un four"), version=1, by=writer)
    assert await kept_by(db, draft.id, of=writer) is None
    assert await kept_by(db, draft.id, of=reviewer) is not None  # and is refused as stale where it is saved
    await throw_away(db, draft.id, by=reviewer)
    assert await all_kept(db) == []


async def test_it_goes_with_the_approval_and_with_the_account(db, draft, writer, reviewer, someone):
    other = await someone(Role.AGENT)
    for who in (writer, other):
        await keep(db, draft.id, {"title": "Un four"}, version=1, by=who)
    await on_account_closed(db, AccountClosed(writer.person.id))
    assert [person for person, *_ in await all_kept(db)] == [other.person.id]
    await submit(db, draft.id, version=1, by=writer)
    await approve(db, draft.id, version=1, by=reviewer)
    assert await all_kept(db) == []


async def test_only_who_may_write_a_draft_has_something_kept(
    db, draft, submitted, writer, someone, elsewhere
):
    with pytest.raises(OfferFrozenError):
        await keep(db, submitted.id, {}, version=1, by=writer)
    with pytest.raises(ForbiddenError):
        await keep(db, submitted.id, {}, version=1, by=await someone(Role.ACCOUNTANT))
    with pytest.raises(NotFoundError):
        await keep(db, submitted.id, {}, version=1, by=await someone(Role.AGENT, at=elsewhere))


async def test_nothing_is_written_into_a_closed_account(db, draft, writer):
    writer.person.closed_at, writer.person.email = await db.now(), None
    await db.flush()
    with pytest.raises(SignInRequiredError):
        await keep(db, draft.id, {}, version=1, by=writer)
