"""The page of people and invitations, and the link of an invitation, over the whole service."""

import re
from uuid import uuid4

import pytest
from sqlmodel import select

from okote.identity.models import Grant, Invitation, Person, Role
from okote.identity.roles.service import grant
from okote.platform.mail.models import Mail
from tests.okote.app_client import ELSEWHERE, counting_queries, territory
from tests.okote.identity.roles.organisations.feature import CUISINES

PEOPLE = "/fr/back-office/people"
LINK = re.compile(r"/fr/invitations/[\w-]+")


@pytest.fixture
def changed_settings():
    return {"features": ("tests.okote.identity.roles.organisations",)}


@pytest.fixture
async def lea(browser, give_role):
    """An administrator, signed in."""
    lea = browser()
    await lea.sign_in("lea")
    await give_role("lea", Role.ADMINISTRATOR)
    return lea


async def rows(house, model):
    async with house.database.reading() as db:
        return (await db.exec(select(model))).all()


async def link_of_last_mail(house):
    [mail] = await rows(house, Mail)
    return LINK.search(mail.text)[0]


async def test_somebody_is_invited_and_takes_the_role(lea, browser, house):
    sent = await lea.post(
        f"{PEOPLE}/invitations", {"email": "Hugo.Lemaire@cuisines-du-ried.example", "role": "accountant"}
    )
    assert (sent.status_code, sent.headers["location"]) == (303, PEOPLE)
    shown = await lea.follow(sent)
    assert 'class="flash success"' in shown.text
    assert "hugo.lemaire@cuisines-du-ried.example" in shown.text
    hugo, link = browser(), await link_of_last_mail(house)
    asked = await hugo.get(link)
    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/fr/sign-in?next=%2Finvitations%2F")
    assert (await hugo.follow(await hugo.sign_in("hugo", link.removeprefix("/fr")))).status_code == 200
    assert (await hugo.get("/fr/back-office")).status_code == 403
    accepted = await hugo.post(link)
    assert accepted.headers["location"] == "/fr/back-office"
    assert (await hugo.follow(accepted)).status_code == 200
    assert (await hugo.get(PEOPLE)).status_code == 403
    again = browser()
    await again.sign_in("yanis")
    for answer in (await again.get(link), await again.post(link)):
        assert answer.status_code == 422
    assert len(await rows(house, Grant)) == 2


async def test_looking_at_an_invitation_takes_nothing(lea, browser, house):
    """Mail programs open links to look at them."""
    await lea.post(f"{PEOPLE}/invitations", {"email": "hugo@courriel.example", "role": "agent"})
    hugo = browser()
    await hugo.sign_in("hugo")
    for _ in range(2):
        assert (await hugo.get(await link_of_last_mail(house))).status_code == 200
    assert len(await rows(house, Grant)) == 1


async def test_a_partner_is_invited_for_a_body(lea, browser, house):
    form = await lea.get(PEOPLE)
    assert "Cuisines &lt;du&gt; Ried" in form.text
    await lea.post(
        f"{PEOPLE}/invitations",
        {"email": "hugo@courriel.example", "role": "partner", "body": str(CUISINES)},
    )
    hugo, link = browser(), await link_of_last_mail(house)
    await hugo.sign_in("hugo")
    assert "Cuisines &lt;du&gt; Ried" in (await hugo.get(link)).text
    await hugo.post(link)
    assert "Cuisines &lt;du&gt; Ried" in (await hugo.get("/fr/account")).text
    assert (await hugo.get("/fr/back-office")).status_code == 200


UNSOUND = [
    ({"email": "", "role": "agent"}, ["email"]),
    ({"email": "nobody", "role": "agent"}, ["email"]),
    ({"email": "a" * 10_000, "role": "agent"}, ["email"]),
    ({"email": "lea@courriel.example", "role": ""}, ["role"]),
    ({"email": "lea@courriel.example", "role": "king"}, ["role"]),
    ({"email": "nobody", "role": "king"}, ["email", "role"]),
    ({"email": "lea@courriel.example", "role": "partner"}, ["body"]),
    ({"email": "lea@courriel.example", "role": "partner", "body": str(uuid4())}, ["body"]),
    ({"email": "lea@courriel.example", "role": "partner", "body": "x"}, ["body"]),
    ({"email": "lea@courriel.example", "role": "holder", "body": str(CUISINES)}, ["body"]),
]


async def test_what_cannot_be_offered_is_said_beside_its_field(lea, house):
    for typed, wrong in UNSOUND:
        answer = await lea.post(f"{PEOPLE}/invitations", typed)
        assert answer.status_code == 422
        assert re.findall(r'<li><a href="#(\w+)">', answer.text) == wrong
        assert f'value="{typed["email"]}"' in answer.text
    assert await rows(house, Invitation) == []


async def test_a_role_about_the_territory_is_about_no_body(lea, house):
    await lea.post(
        f"{PEOPLE}/invitations",
        {"email": "ines@courriel.example", "role": "accountant", "body": str(CUISINES)},
    )
    [invitation] = await rows(house, Invitation)
    assert invitation.scope is None


async def test_an_invitation_is_withdrawn(lea, browser, house):
    await lea.post(f"{PEOPLE}/invitations", {"email": "hugo@courriel.example", "role": "agent"})
    [invitation] = await rows(house, Invitation)
    withdrawn = await lea.post(f"{PEOPLE}/invitations/{invitation.id}/withdraw")
    assert withdrawn.status_code == 303
    hugo = browser()
    await hugo.sign_in("hugo")
    assert (await hugo.get(await link_of_last_mail(house))).status_code == 422
    assert (await lea.post(f"{PEOPLE}/invitations/{invitation.id}/withdraw")).status_code == 404


async def test_a_role_is_taken_back_and_the_last_administrator_stays(lea, browser, house, give_role):
    ines = browser()
    await ines.sign_in("ines")
    await give_role("ines", Role.ACCOUNTANT)
    assert (await ines.get("/fr/back-office")).status_code == 200
    grants = {one.role: one.id for one in await rows(house, Grant)}
    asked = await lea.get(f"{PEOPLE}/{grants[Role.ACCOUNTANT]}/revoke")
    assert "Cette personne perd aussitôt l’accès" in asked.text
    assert "Laisser le rôle" in asked.text
    assert (await ines.get("/fr/back-office")).status_code == 200
    assert (await lea.post(f"{PEOPLE}/{grants[Role.ACCOUNTANT]}/revoke")).status_code == 303
    assert (await lea.get(f"{PEOPLE}/{grants[Role.ACCOUNTANT]}/revoke")).status_code == 404
    assert (await ines.get("/fr/back-office")).status_code == 403
    assert (await lea.post(f"{PEOPLE}/{grants[Role.ADMINISTRATOR]}/revoke")).status_code == 422
    assert (await lea.get(PEOPLE)).status_code == 200


async def test_roles_are_of_one_territory(lea, browser, house, give_role):
    """Nothing of one is seen, or can be touched, from the other."""
    await lea.post(f"{PEOPLE}/invitations", {"email": "secret@courriel.example", "role": "agent"})
    [invitation], [held] = await rows(house, Invitation), await rows(house, Grant)
    link = await link_of_last_mail(house)
    other = browser(ELSEWHERE)
    await other.sign_in("lea")
    assert (await other.get("/fr/back-office")).status_code == 403
    await give_role("lea", Role.ADMINISTRATOR, slug="val-clair")
    shown = await other.get(PEOPLE)
    assert shown.status_code == 200
    assert "secret@courriel.example" not in shown.text
    for path in (
        link,
        f"{PEOPLE}/{held.id}/revoke",
        f"{PEOPLE}/invitations/{invitation.id}/withdraw",
    ):
        assert (await other.post(path)).status_code == 404
    assert (await other.get(link)).status_code == 404
    assert str(held.id) not in shown.text


async def test_the_page_takes_as_many_queries_for_fifty_as_for_one(lea, house):
    with counting_queries(house) as few:
        await lea.get(PEOPLE)
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        people = [Person(created_at=await db.now(), public_name=f"Personne {n}") for n in range(50)]
        db.add_all(people)
        await db.flush()
        for one in people:
            await grant(db, territory_id=here.id, person_id=one.id, role=Role.AGENT)
    with counting_queries(house) as many:
        shown = await lea.get(PEOPLE)
    assert shown.text.count("/revoke") == 51
    assert len(many) == len(few) == 4, many


async def test_the_back_office_shows_what_waits_for_who_looks(lea, browser, give_role):
    shown = await lea.get("/fr/back-office")
    assert "/fr/back-office/campaigns" in shown.text
    assert re.search(r"/campaigns\"><b>3 ", shown.text)
    assert "/fr/back-office/people" in shown.text
    ines = browser()
    await ines.sign_in("ines")
    await give_role("ines", Role.ACCOUNTANT)
    seen = await ines.get("/fr/back-office")
    assert "/fr/back-office/ledger" in seen.text
    assert "/fr/back-office/campaigns" not in seen.text
    assert "/fr/back-office/people" not in seen.text
    assert 'class="empty' in seen.text
