"""Closing an account: what goes, what stays, who is kept from it, and what happens at the same moment."""

from asyncio import Event, create_task, gather, sleep, wait_for

import psycopg
import pytest
from sqlmodel import select

from okote.identity.account.closing import OnlyAdministratorError, close_account
from okote.identity.account.invariants import INVARIANTS
from okote.identity.account.linking import add_way
from okote.identity.account.service import change, write_to
from okote.identity.models import Grant, Invitation, Person, Role, Session, SignIn
from okote.identity.roles.service import Offer, grant, invite
from okote.identity.service import Identified
from okote.identity.visitors import Visitor
from okote.platform.checks import violations
from okote.platform.errors import SignInRequiredError
from okote.platform.mail.models import Mail, MailState
from okote.platform.mail.service import Letter, post
from tests.okote.app_client import ADDRESS, ELSEWHERE, SESSION, counting_queries, person_id, territory
from tests.okote.composition import as_owner

CLOSE = "/fr/account/close"
CONFIRM = f"{CLOSE}/confirm"


@pytest.fixture
async def camille(browser):
    camille = browser()
    await camille.arrive("camille")
    return camille


@pytest.fixture
async def me(camille, house, identity_provider):
    """Camille, who has chosen a name, as services know who asks."""
    here, who = await territory(house), await person_id(house, identity_provider, "camille")
    async with house.database.unit_of_work() as db:
        await change(db, who, public_name="Cam", language="fr")
        person = await db.get_one(Person, who)
    return Visitor(territory=here, language="fr", address=ADDRESS, person=person)


async def close(house, of):
    async with house.database.unit_of_work() as db:
        await close_account(db, house.renderer, of=of)


async def person(house, who):
    async with house.database.reading() as db:
        return await db.get_one(Person, who)


async def rows(house, statement):
    async with house.database.reading() as db:
        return (await db.exec(statement)).all()


async def broken(house):
    async with house.database.reading() as db:
        return [found.invariant.name for found in await violations(db, INVARIANTS)]


async def write(house, me, key, state=MailState.SENT):
    async with house.database.unit_of_work() as db:
        letter = Letter(subject="Merci", text=key, html=key)
        await post(
            db,
            key=key,
            territory_id=me.territory.id,
            person_id=me.person.id,
            recipient="c@a.test",
            letter=letter,
        )
        mail = (await db.exec(select(Mail).where(Mail.key == key))).one()
        mail.state = state


async def test_reading_about_it_changes_nothing(camille, me, house):
    for path in (CLOSE, CONFIRM):
        assert (await camille.get(path)).status_code == 200
    assert (await camille.get(CONFIRM)).text.count(f'action="{CONFIRM}"') == 1
    assert (await person(house, me.person.id)).closed_at is None


async def test_without_the_token_of_a_page_nothing_is_closed(camille, me, house):
    assert (await camille.post(CONFIRM, with_token=False)).status_code == 403
    assert (await person(house, me.person.id)).closed_at is None


async def test_who_it_was_is_forgotten(camille, browser, me, house, give_role):
    elsewhere = browser(ELSEWHERE)
    await elsewhere.arrive("camille")
    await give_role("camille", Role.AGENT)
    answer = await camille.post(CONFIRM)
    assert answer.headers["location"] == "/fr/signed-out"
    assert SESSION not in camille.cookies
    assert "Votre compte est fermé." in (await camille.follow(answer)).text
    left = await person(house, me.person.id)
    assert (left.email, left.public_name, left.language, left.email_chosen) == (None, None, None, False)
    assert left.closed_at is not None
    assert await rows(house, select(SignIn).order_by(SignIn.id)) == []
    assert await rows(house, select(Session).order_by(Session.token_hash)) == []
    assert [held.revoked_at for held in await rows(house, select(Grant).order_by(Grant.id))] == [
        left.closed_at
    ]
    assert (await elsewhere.get("/fr/account")).headers["location"].startswith("/fr/sign-in")
    assert await broken(house) == []


async def test_whoever_signs_in_again_is_somebody_new(camille, me, house, identity_provider):
    await camille.post(CONFIRM)
    await camille.arrive("camille")
    assert await person_id(house, identity_provider, "camille") != me.person.id
    assert 'name="public_name" type="text" value=""' in (await camille.get("/fr/account")).text


async def test_one_last_mail_and_then_no_address(camille, me, house):
    await camille.post(CONFIRM)
    (last,) = await rows(house, select(Mail).order_by(Mail.id))
    assert last.recipient == me.person.email
    assert last.subject == "Votre compte pour Trois-Rives est fermé"
    assert not last.kept
    assert await broken(house) == []


async def test_whoever_has_no_address_leaves_without_a_mail(me, house):
    async with house.database.unit_of_work() as db:
        (await db.get_one(Person, me.person.id)).email = None
    await close(house, me)
    assert await rows(house, select(Mail).order_by(Mail.id)) == []


async def test_mails_that_were_sent_go_and_those_that_wait_leave_first(me, house):
    await write(house, me, "sent")
    await write(house, me, "refused", MailState.REFUSED)
    await write(house, me, "waiting", MailState.WAITING)
    await close(house, me)
    left = await rows(house, select(Mail).order_by(Mail.id))
    assert [(mail.key.partition(":")[0], mail.kept) for mail in left] == [
        ("waiting", False),
        ("account-closed", False),
    ]


async def test_an_invitation_that_was_taken_up_forgets_its_address(me, house):
    async with house.database.unit_of_work() as db:
        offer = Offer(email="camille@exemple.test", role=Role.AGENT)
        invitation = await invite(db, house.renderer, me.territory, offer, address=ADDRESS)
        invitation.accepted_at, invitation.accepted_by = await db.now(), me.person.id
    await close(house, me)
    assert [one.email for one in await rows(house, select(Invitation).order_by(Invitation.id))] == [""]


async def test_the_only_administrator_stays_and_is_told_who_could_take_over(
    camille, browser, me, house, give_role
):
    yanis = browser()
    await yanis.arrive("yanis")
    await give_role("camille", Role.ADMINISTRATOR)
    await give_role("yanis", Role.AGENT)
    told = await camille.get(CLOSE)
    assert f'href="{CONFIRM}"' not in told.text
    assert "yanis" in told.text
    refused = await camille.post(CONFIRM)
    assert refused.status_code == 422
    assert "Trois-Rives" in refused.text
    assert (await person(house, me.person.id)).closed_at is None
    await give_role("yanis", Role.ADMINISTRATOR)
    assert f'href="{CONFIRM}"' in (await camille.get(CLOSE)).text
    assert (await camille.post(CONFIRM)).status_code == 303


async def test_nobody_else_there_is_said_too(camille, give_role):
    await give_role("camille", Role.ADMINISTRATOR)
    assert "Personne d’autre n’y a encore de rôle." in (await camille.get(CLOSE)).text


async def test_what_stays_is_what_there_is(camille, house, give_role):
    with counting_queries(house) as said:
        nothing = await camille.get(CLOSE)
    assert len(said) == 3, said
    assert "L. 123-22" not in nothing.text
    await give_role("camille", Role.AGENT)
    assert (await camille.get(CLOSE)).text.count("L. 123-22") == 1


async def test_closed_twice_at_one_moment_it_is_closed_once(me, house):
    await gather(close(house, me), close(house, me))
    assert len(await rows(house, select(Mail).order_by(Mail.id))) == 1
    assert await broken(house) == []


async def test_two_administrators_leave_one_of_them(me, browser, house, give_role, identity_provider):
    yanis = browser()
    await yanis.arrive("yanis")
    for one in ("camille", "yanis"):
        await give_role(one, Role.ADMINISTRATOR)
    other = await person(house, await person_id(house, identity_provider, "yanis"))
    his = Visitor(territory=me.territory, language="fr", address=ADDRESS, person=other)
    ended = await gather(close(house, me), close(house, his), return_exceptions=True)
    assert sorted(map(type, ended), key=str) == sorted([type(None), OnlyAdministratorError], key=str)


@pytest.fixture
def closing(house, me):
    """Run something while the account is being closed: it begins before the closing commits."""

    async def during(something):
        held, go = Event(), Event()

        async def closes():
            async with house.database.unit_of_work() as db:
                await close_account(db, house.renderer, of=me)
                held.set()
                await wait_for(go.wait(), 10)

        closes_now = create_task(closes())
        await wait_for(held.wait(), 10)
        begun = create_task(something())
        await sleep(0.1)
        go.set()
        await closes_now
        (ended,) = await gather(begun, return_exceptions=True)
        return ended

    return during


async def test_who_signs_in_meanwhile_is_somebody_new(closing, camille, me, house, identity_provider):
    assert await closing(lambda: camille.arrive("camille")) is None
    assert await person_id(house, identity_provider, "camille") != me.person.id
    assert await broken(house) == []


async def test_a_role_that_is_given_meanwhile_is_refused(closing, me, house):
    async def give():
        async with house.database.unit_of_work() as db:
            await grant(db, territory_id=me.territory.id, person_id=me.person.id, role=Role.AGENT)

    assert isinstance(await closing(give), SignInRequiredError)
    assert await broken(house) == []


async def test_a_way_in_that_is_added_meanwhile_is_refused(closing, me, house):
    async def add():
        async with house.database.unit_of_work() as db:
            who = Identified(issuer="https://autre.example", subject="7", email=None, provider="autre")
            await add_way(db, who, to=me.person.id)

    assert isinstance(await closing(add), SignInRequiredError)
    assert await broken(house) == []


async def test_a_name_and_an_address_that_are_chosen_meanwhile_are_not_kept(closing, me, house):
    async def choose():
        async with house.database.unit_of_work() as db:
            await change(db, me.person.id, public_name="Encore", language="de")
            await write_to(db, me.person.id, "encore@exemple.test")

    assert await closing(choose) is None
    assert await broken(house) == []


async def test_without_holding_the_account_the_role_would_stay(closing, me, house):
    """The negative control: the same question before and the same write, nobody waiting for the other."""

    async def give():
        async with house.database.unit_of_work() as db:
            assert (await db.get_one(Person, me.person.id)).closed_at is None
            db.add(
                Grant(
                    territory_id=me.territory.id,
                    person_id=me.person.id,
                    role=Role.AGENT,
                    granted_at=await db.now(),
                )
            )

    assert await closing(give) is None
    assert await broken(house) == ["closed-account-leads-to-nobody"]


PLANTED = {
    "a way in": """
        INSERT INTO sign_in (id, person_id, issuer, subject, last_used_at)
        SELECT gen_random_uuid(), id, 'i', 's', now() FROM person
    """,
    "a session": """
        INSERT INTO session (token_hash, person_id, host, provider, created_at, seen_at, expires_at)
        SELECT 'x', id, 'h', 'p', now(), now(), now() FROM person
    """,
    "what was typed": """
        INSERT INTO typed_form (person_id, host, path, fields, at)
        SELECT id, 'h', '/', '[]', now() FROM person
    """,
    "a role": """
        INSERT INTO role_grant (id, territory_id, person_id, role, granted_at)
        SELECT gen_random_uuid(), t.id, p.id, 'agent', now()
        FROM person p, territory t WHERE slug = 'val-clair'
    """,
    "a mail": "UPDATE mail SET kept = true",
    "an address": "UPDATE person SET email = 'a@b.test'",
    "a name": "UPDATE person SET public_name = 'Cam'",
    "a language": "UPDATE person SET language = 'fr'",
}


@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED)
async def test_what_would_lead_to_somebody_is_found(me, house, plant):
    await close(house, me)
    async with await psycopg.AsyncConnection.connect(as_owner(house)) as owner:
        await owner.execute("ALTER TABLE person DROP CONSTRAINT ck_person_closed")
        await owner.execute(plant)
    assert await broken(house) == ["closed-account-leads-to-nobody"]
