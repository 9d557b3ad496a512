"""Giving in the name of a company or an association."""

from html import unescape
from urllib.parse import urlencode

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from okote.funding.matching.models import SignedCommitment
from okote.funding.partners.models import Partner
from okote.funding.pledges.models import Pledge, PledgeBody, with_body
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.progress.queries import given_to
from okote.funding.terms.rules import OwnPeople
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from tests.okote.composition import as_owner
from tests.okote.funding.showcase.test_pages import hidden

SIREN = "552100554"
TYPED = {
    "amount": "20",
    "for-body": "yes",
    "body-name": "Boulangerie Klein",
    "body-form": "SARL",
    "body-identifier": "552 100 554",
    "body-binds": "yes",
    "show-name": "yes",
    "message": "Bravo !",
}


@pytest.fixture
def path(scene):
    return f"/en/campaigns/{scene.campaign.slug}"


def read(answer):
    return unescape(answer.text).replace("\u202f", " ")


async def confirm(visitor, path, **changes):
    """What the check page leads to, and what it said."""
    check = await visitor.get(f"{path}/pledge/check?{urlencode({**TYPED, **changes})}")
    assert check.status_code == 200, read(check)
    return await visitor.post(f"{path}/pledge", hidden(check.text)), read(check)


async def pledges(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Pledge).options(with_body).order_by(Pledge.id))).all()


async def pay(scene, answer):
    await scene.stripe.control.pay(answer.headers["location"].rpartition("/")[2])
    for pledge in await pledges(scene.house):
        await scene.house.desk.refresh(pledge.payment_id)
    await scene.work()


async def test_from_the_tick_to_the_mail_it_is_said_in_whose_name(browser, scene, house, path):
    visitor = browser()
    step = await visitor.get(f"{path}/pledge/you?{urlencode(TYPED)}")
    assert 'value="552 100 554"' in step.text  # kept on the way back, and through a sign-in
    assert "/giving." in step.text
    await visitor.arrive("camille")
    answer, check = await confirm(visitor, path)
    assert "Boulangerie Klein, SARL (552 100 554): you declare that you may bind it" in check
    await pay(scene, answer)

    (pledge,) = await pledges(house)
    assert (pledge.status, pledge.public_name) == (PledgeStatus.IN_FORCE, "Boulangerie Klein")
    assert (pledge.body.legal_form, pledge.body.kind.value, pledge.body.number) == ("SARL", "siren", SIREN)
    named = "In the name of Boulangerie Klein (552 100 554)"
    assert named in read(await visitor.get(f"/en/my/pledges/{pledge.id}"))
    assert named in read(await visitor.get("/en/my/pledges"))
    assert "Boulangerie Klein" in read(await browser().get(path))
    async with house.database.reading() as db:
        (letter,) = (await db.exec(select(Mail).where(Mail.person_id == pledge.person_id))).all()
    assert "in the name of Boulangerie Klein (552 100 554)" in letter.text.replace("\u202f", " ")
    held = (await visitor.get("/en/account/data/all.json")).json()["contributions-of-bodies"]
    assert [(one["name"], one["number"]) for one in held] == [("Boulangerie Klein", SIREN)]
    assert await scene.violations() == set()


async def test_a_name_is_shown_only_if_they_say_so_and_then_the_body_s(browser, house, path):
    visitor = browser()
    await visitor.arrive("camille")
    _, check = await confirm(visitor, path, name="<Camille", **{"show-name": ""})
    assert "<dd>none</dd>" in check.partition("Name shown")[2].partition("Amount shown")[0]
    (pledge,) = await pledges(house)
    assert (pledge.public_name, pledge.name_shown) == (None, False)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("body-name", "", "Name of the company or association"),
        ("body-name", "<b>", "without the signs"),
        ("body-name", "x" * 10_000, "characters"),
        ("body-form", "", "Legal form"),
        ("body-form", "x" * 121, "characters"),
        ("body-identifier", "", "number by which the organisation is registered"),
        ("body-identifier", "552 100 555", "a digit is wrong"),
        ("body-identifier", "9" * 300, "Write an RNA number"),
        ("body-binds", "", "Tick that you may bind this organisation"),
    ],
)
async def test_what_is_missing_or_wrong_is_said_beside_its_field(browser, house, path, field, typed, said):
    visitor = browser()
    await visitor.arrive("camille")
    sent = {**TYPED, field: typed}
    for answer in (
        await visitor.get(f"{path}/pledge/check?{urlencode(sent)}"),
        await visitor.post(f"{path}/pledge", sent),
    ):
        assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
        assert said in read(answer)
        assert "Bravo !" in answer.text
    unticked = await visitor.get(f"{path}/pledge/check?{urlencode({**sent, 'for-body': '', 'name': 'C'})}")
    assert (unticked.status_code, "yourself" in unticked.text) == (200, True)
    assert await pledges(house) == []


@pytest.fixture
async def partner(scene, house):
    """A company that also gives, by its number."""
    async with house.database.unit_of_work() as db:
        signed = select(Partner).join(SignedCommitment).order_by(Partner.id)
        partner = (await db.exec(signed)).first()
        partner.siren = SIREN
    return partner


async def test_what_a_partner_gives_itself_is_not_counted_twice(browser, scene, house, path, partner):
    visitor = browser()
    await visitor.arrive("camille")
    answer, check = await confirm(visitor, path, **{"body-identifier": f"{SIREN} 00013"})
    assert "Partners add nothing to it: it comes from" in check
    assert "bring €20 to the project" in check
    assert "it comes from" in read(await visitor.get(f"{path}/pledge?{urlencode(TYPED)}"))
    await pay(scene, answer)
    (pledge,) = await pledges(house)
    assert pledge.own_people
    async with house.database.reading() as db:
        given = (await given_to(db, [scene.campaign.id]))[scene.campaign.id]
        (letter,) = (await db.exec(select(Mail).where(Mail.person_id == pledge.person_id))).all()
    assert (given.pledged.minor, [match.amount.minor for match in given.matches]) == (2_000, [0, 0])
    assert "Partners add nothing to it" in letter.text


async def test_where_the_terms_refuse_it_the_number_says_why(browser, scene, house, path, partner):
    async with house.database.unit_of_work() as db:
        (await db.merge(scene.campaign)).own_people = OwnPeople.REFUSED
    visitor = browser()
    await visitor.arrive("camille")
    refused = await visitor.get(f"{path}/pledge/check?{urlencode(TYPED)}")
    assert (refused.status_code, 'href="#body-identifier"' in refused.text) == (422, True)


async def test_for_oneself_and_for_a_body_are_two_pledges_of_two_donors(browser, scene, house, path):
    visitor = browser()
    await visitor.arrive("camille")
    mine, _ = await confirm(visitor, path, **{"for-body": "", "name": "Camille"})
    await pay(scene, mine)
    its, _ = await confirm(visitor, path)
    named_again, _ = await confirm(visitor, path, **{"body-name": "Klein et filles"})
    assert named_again.headers["location"] == its.headers["location"]
    await pay(scene, its)
    alone, named = await pledges(house)
    assert (alone.body, named.body.name, named.public_name) == (None, "Klein et filles", "Klein et filles")
    async with house.database.reading() as db:
        given = (await given_to(db, [scene.campaign.id]))[scene.campaign.id]
    assert (given.donors, given.pledges, given.pledged.minor) == (2, 2, 4_000)


async def test_the_back_office_shows_bodies_and_finds_each_by_its_number(
    browser, scene, house, path, give_role
):
    visitor, office = browser(), browser()
    await visitor.arrive("camille")
    await confirm(visitor, path)
    await confirm(visitor, path, amount="33", **{"for-body": "", "name": "Camille"})
    await office.arrive("lea")
    await give_role("lea", Role.ACCOUNTANT)
    place = "/en/back-office/pledges"
    for query, others in (("", True), ("?given_for_bodies=true", False), (f"?registered={SIREN}", False)):
        shown = read(await office.get(place + query))
        assert ("Boulangerie Klein" in shown, "€33" in shown) == (True, others), query
    assert "Boulangerie Klein" not in read(await office.get(f"{place}?registered=000000000"))
    assert (await office.get(f"{place}?given_for_bodies=perhaps")).status_code == 400


PAID = "UPDATE pledge SET paid_at = now()"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE pledge_body SET name = 'Another'",
        "DELETE FROM pledge_body",
        "TRUNCATE pledge_body",
        "INSERT INTO pledge_body SELECT * FROM pledge_body",
    ],
)
async def test_in_whose_name_it_was_paid_stays(browser, scene, house, path, statement):
    visitor = browser()
    await visitor.arrive("camille")
    await confirm(visitor, path)
    async with house.database.unit_of_work() as db:
        await db.exec(text(PAID))
    async with await psycopg.AsyncConnection.connect(as_owner(house)) as owner:
        with pytest.raises(psycopg.Error, match="in whose name a pledge was paid stays"):
            await owner.execute(statement)


@pytest.mark.parametrize(
    "column", ["number = '55210055'", "kind = 'siret'", "kind = 'rna'", "name = ''", "legal_form = ''"]
)
async def test_the_database_keeps_no_other_numbers_and_names(browser, house, path, column):
    visitor = browser()
    await visitor.arrive("camille")
    await confirm(visitor, path)
    with pytest.raises(IntegrityError):
        async with house.database.unit_of_work() as db:
            await db.exec(text(f"UPDATE pledge_body SET {column}"))  # noqa: S608 (of this file)


async def test_a_closed_account_leaves_the_body_in_the_accounts(browser, scene, house, path):
    visitor = browser()
    await visitor.arrive("camille")
    answer, _ = await confirm(visitor, path)
    await pay(scene, answer)
    closed = await visitor.post("/en/account/close/confirm")
    assert closed.status_code in {200, 303}
    (pledge,) = await pledges(house)
    assert (pledge.public_name, pledge.body.name, pledge.body.number) == (None, "Boulangerie Klein", SIREN)
    async with house.database.reading() as db:
        assert len((await db.exec(select(PledgeBody).order_by(PledgeBody.pledge_id))).all()) == 1
    assert await scene.violations() == set()
