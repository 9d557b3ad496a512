"""Roles given, offered and taken back."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from okote import rooms
from okote.identity.models import Grant, Invitation, Person, Role
from okote.identity.roles import queries, service
from okote.identity.roles.rules import (
    OFFERED,
    BodyMissingError,
    DeputyDayError,
    InvitationOverError,
    LastAdministratorError,
)
from okote.identity.roles.service import Offer
from okote.platform import clock, i18n
from okote.platform.audit import Doer
from okote.platform.errors import NotFoundError
from okote.platform.jobs import jobs_app
from okote.platform.mail.models import Mail
from okote.platform.mail.service import SEND
from okote.territories.service import found_territory
from okote.web.assets import Assets
from okote.web.rendering import Renderer
from payments.jobs import Job
from payments.sessions import JOBS
from tests.okote.app_client import facts

ADDRESS = "https://trois-rives.example"


async def nobody(_context, **_arguments):
    """Mails stay in the queue."""


def mail_queue(url):
    return jobs_app(url, [Job(SEND, nobody)])


@pytest.fixture(scope="session")
def renderer():
    return Renderer(
        catalogues=i18n.load(),
        assets=Assets(),
        folders=rooms.FEATURE.templates,
        sentences=rooms.FEATURE.messages,
    )


@pytest.fixture
def queue(shared_url):
    return mail_queue(shared_url)


@pytest.fixture
async def here(db):
    return await found_territory(db, facts("trois-rives", "Trois-Rives", languages=["de", "fr"]), {})


@pytest.fixture
async def elsewhere(db):
    return await found_territory(db, facts("val-clair", "Val-Clair"), {})


@pytest.fixture
def person(db):
    async def new(name=None):
        made = Person(created_at=await db.now(), public_name=name)
        db.add(made)
        await db.flush()
        return made

    return new


@pytest.fixture
def invite(db, renderer, here):
    async def invited(email="lea@trois-rives.example", role=Role.ADMINISTRATOR, **more):
        offer = Offer(email=email, role=role, **more)
        invitation = await service.invite(db, renderer, here, offer, address=ADDRESS)
        mail = (await db.exec(select(Mail).where(Mail.key == f"invitation:{invitation.id}"))).one()
        [link] = [line for line in mail.text.split() if "/invitations/" in line]
        return invitation, mail, link.rpartition("/")[2]

    return invited


async def held(db, territory):
    return [
        (holding.person_id, holding.role, holding.scope)
        for holding in await queries.holdings(db, territory.id)
    ]


async def test_a_role_is_given_once(db, here, person):
    lea = await person()
    for _ in range(2):
        await service.grant(db, territory_id=here.id, person_id=lea.id, role=Role.AGENT)
    assert await held(db, here) == [(lea.id, Role.AGENT, None)]


@pytest.mark.parametrize(
    ("role", "scoped"), [(role, role in {"holder", "partner", "service"}) for role in OFFERED]
)
async def test_a_role_about_a_body_names_it_and_no_other_does(db, here, person, role, scoped):
    lea = await person()
    keywords = {"territory_id": here.id, "person_id": lea.id, "role": role}
    with pytest.raises(BodyMissingError):
        await service.grant(db, **keywords, scope=None if scoped else uuid4())
    await service.grant(db, **keywords, scope=uuid4() if scoped else None)


async def test_nobody_is_a_deputy_without_a_day(db, here, person):
    lea = await person()
    with pytest.raises(DeputyDayError):
        await service.grant(db, territory_id=here.id, person_id=lea.id, role=Role.DEPUTY)


async def test_a_partner_of_two_bodies_holds_two_roles(db, here, person):
    hugo, bodies = await person(), {uuid4(), uuid4()}
    for body in bodies:
        await service.grant(db, territory_id=here.id, person_id=hugo.id, role=Role.PARTNER, scope=body)
    assert {scope for _, _, scope in await held(db, here)} == bodies


async def test_a_role_taken_back_stays_on_record_and_can_be_given_again(db, here, person):
    lea = await person()
    await service.grant(db, territory_id=here.id, person_id=lea.id, role=Role.AGENT)
    [holding] = await queries.holdings(db, here.id)
    revoked = await service.revoke(db, holding.id, by=Doer(here.id, lea.id))
    assert revoked.revoked_at is not None
    assert await held(db, here) == []
    await service.grant(db, territory_id=here.id, person_id=lea.id, role=Role.AGENT)
    assert len((await db.exec(select(Grant))).all()) == 2
    with pytest.raises(NotFoundError):
        await service.revoke(db, holding.id, by=Doer(here.id, lea.id))


async def test_the_last_administrator_stays(db, here, elsewhere, person):
    lea, marc = await person("Léa"), await person("Marc")
    for who in (lea, marc):
        await service.grant(db, territory_id=here.id, person_id=who.id, role=Role.ADMINISTRATOR)
    await service.grant(db, territory_id=elsewhere.id, person_id=marc.id, role=Role.ADMINISTRATOR)
    first, second = await queries.holdings(db, here.id)
    await service.revoke(db, first.id, by=Doer(here.id, marc.id))
    with pytest.raises(LastAdministratorError):
        await service.revoke(db, second.id, by=Doer(here.id, marc.id))


async def test_nothing_of_one_territory_is_taken_back_from_another(db, here, elsewhere, person, invite):
    lea = await person()
    await service.grant(db, territory_id=here.id, person_id=lea.id, role=Role.AGENT)
    [holding] = await queries.holdings(db, here.id)
    invitation, _, token = await invite()
    for attempt in (
        service.revoke(db, holding.id, by=Doer(elsewhere.id, lea.id)),
        service.withdraw(db, invitation.id, by=Doer(elsewhere.id, lea.id)),
        service.accept(db, token, territory_id=elsewhere.id, person_id=lea.id),
    ):
        with pytest.raises(NotFoundError):
            await attempt
    assert await queries.open_invitations(db, elsewhere.id) == []


async def test_an_invitation_is_a_mail_in_the_territorys_language(invite):
    invitation, mail, token = await invite()
    assert mail.recipient == invitation.email == "lea@trois-rives.example"
    assert f"{ADDRESS}/de/invitations/{token}" in mail.text
    assert f"{ADDRESS}/de/invitations/{token}" in mail.html
    assert token.encode() not in invitation.token_hash


async def test_an_invitation_is_taken_up_once(db, here, person, invite):
    lea, other = await person(), await person()
    _, _, token = await invite()
    for _ in range(2):
        taken = await service.accept(db, token, territory_id=here.id, person_id=lea.id)
        assert taken.accepted_by == lea.id
    with pytest.raises(InvitationOverError):
        await service.accept(db, token, territory_id=here.id, person_id=other.id)
    assert await held(db, here) == [(lea.id, Role.ADMINISTRATOR, None)]
    assert await queries.open_invitations(db, here.id) == []


@pytest.mark.parametrize(("days", "open_still"), [(13, True), (14, False)])
async def test_an_invitation_is_open_for_fourteen_days(db, here, person, invite, days, open_still):
    lea = await person()
    _, _, token = await invite()
    await clock.set_offset(db, timedelta(days=days))
    assert bool(await queries.open_invitations(db, here.id)) is open_still
    if open_still:
        await service.accept(db, token, territory_id=here.id, person_id=lea.id)
    else:
        with pytest.raises(InvitationOverError):
            await service.accept(db, token, territory_id=here.id, person_id=lea.id)


async def test_an_invitation_can_be_withdrawn(db, here, person, invite):
    invitation, _, token = await invite()
    lea = await person()
    await service.withdraw(db, invitation.id, by=Doer(here.id, lea.id))
    with pytest.raises(InvitationOverError):
        await service.accept(db, token, territory_id=here.id, person_id=(await person()).id)
    with pytest.raises(NotFoundError):
        await service.withdraw(db, invitation.id, by=Doer(here.id, lea.id))


async def test_the_same_offer_again_replaces_the_first(db, here, invite):
    first, _, _ = await invite()
    again, _, _ = await invite()
    other, _, _ = await invite(role=Role.ACCOUNTANT)
    partner, _, _ = await invite(role=Role.PARTNER, scope=uuid4(), body="Cuisines du Ried")
    assert {one.id for one in await queries.open_invitations(db, here.id)} == {again.id, other.id, partner.id}
    await db.refresh(first)
    assert first.revoked_at is not None


async def test_an_offer_about_a_body_names_it(db, invite):
    body = uuid4()
    invitation, mail, _ = await invite(role=Role.PARTNER, scope=body, body="Cuisines <du> Ried")
    assert invitation.scope == body
    assert "Cuisines <du> Ried" in mail.text
    assert "Cuisines &lt;du&gt; Ried" in mail.html
    with pytest.raises(BodyMissingError):
        await invite(role=Role.HOLDER)


async def test_two_who_open_the_same_link_at_once(database, renderer):
    """One gets the role; the other is told that it is gone."""
    database.info[JOBS] = mail_queue(database.url)
    async with database.unit_of_work() as db:
        here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
        people = [Person(created_at=await db.now()) for _ in range(4)]
        db.add_all(people)
        offer = Offer(email="lea@trois-rives.example", role=Role.ADMINISTRATOR)
        invitation = await service.invite(db, renderer, here, offer, address=ADDRESS)
        mail = (await db.exec(select(Mail))).one()
    [link] = [line for line in mail.text.split() if "/invitations/" in line]

    async def take(person):
        async with database.unit_of_work() as db:
            await service.accept(db, link.rpartition("/")[2], territory_id=here.id, person_id=person.id)

    outcomes = await asyncio.gather(*map(take, people), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [InvitationOverError] * 3
    async with database.reading() as db:
        assert len((await db.exec(select(Grant))).all()) == 1
        assert (await db.get(Invitation, invitation.id)).accepted_by in {person.id for person in people}


async def test_two_administrators_who_revoke_each_other_at_once(database):
    async with database.unit_of_work() as db:
        here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
        people = [Person(created_at=await db.now()) for _ in range(2)]
        db.add_all(people)
        await db.flush()
        for one in people:
            await service.grant(db, territory_id=here.id, person_id=one.id, role=Role.ADMINISTRATOR)
        holdings = await queries.holdings(db, here.id)

    async def revoke(holding):
        async with database.unit_of_work() as db:
            await service.revoke(db, holding.id, by=Doer(here.id, people[0].id))

    outcomes = await asyncio.gather(*map(revoke, holdings), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [LastAdministratorError]
