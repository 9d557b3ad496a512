"""Whatever people call themselves and their projects: no table that anyone downloads calculates it."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.funding.partners.models import Partner
from okote.identity.models import Person, Role
from okote.territories.models import Territory
from okote.web.headings import HEADINGS
from okote.web.spreadsheets import BYTE_ORDER_MARK, FORMULA
from tests.architecture import rooms
from tests.architecture.spheres import Sphere
from tests.okote.composition import ROUTES
from tests.okote.funding.closing.deadline import close, past_the_deadline

NAMES = {
    "campaign": "UPDATE campaign SET title = '=HYPERLINK(\"https://evil.example\")'",
    "holder": "UPDATE holder SET name = '+cmd|'' /C calc''!A0'",
    "partner": "UPDATE partner SET name = '@SUM(A1:A9)' || kind",
    "territory": "UPDATE territory SET name = '-2+3', operator_name = chr(9) || '=1'",
    "panel": "UPDATE panel SET name = '=1+1'",
    "volunteer": "UPDATE volunteer SET name = '@SUM(1)'",
    "meeting": "UPDATE meeting SET title = '-3'",
    "person": "UPDATE person SET email = '=1@example.test' WHERE email LIKE 'donor%'",
}

OF_A_CAMPAIGN = "/back-office/campaigns/{campaign_id:uuid}"
PART = re.compile(r"{\w+_id:uuid}")
DAY = timedelta(days=1)
OF_A_PANEL = "/back-office/panels/{panel_id:uuid}/compensation.csv"
OF_A_PARTNER = "/back-office/partners/{partner_id:uuid}/statement/{year:int}"
TABLES = {
    "/account/data/csv/{kind:str}",
    "/back-office/audit/audit.csv",
    "/back-office/ledger/account.csv",
    "/back-office/ledger/balance.csv",
    "/back-office/ledger/calls/ageing.csv",
    "/back-office/ledger/fees/fees.csv",
    "/back-office/ledger/subsidies/subsidies.csv",
    "/back-office/ledger/vat/closings.csv",
    "/back-office/ledger/vat/months.csv",
    OF_A_PANEL,
    "/back-office/privacy/register.csv",
    "/back-office/vigilance/donors.csv",
    f"{OF_A_CAMPAIGN}/rewards/list.csv",
    f"{OF_A_CAMPAIGN}/statement.csv",
    OF_A_PARTNER,
    "/back-office/ballots/{ballot_id:uuid}/export/{file:str}",
    "/ballots/{ballot_id:uuid}/files/{file:str}",
    "/ballots/{ballot_id:uuid}/statistics/{file:str}",
    "/ballots/{ballot_id:uuid}/votes.csv",
    "/open-data/{file:str}",
    "/yearly-reports/{year:int}/{file:str}",
}
"""Every route that hands out tables; a new one is added, and is looked at with the others."""


def written(answer):
    return list(csv.reader(StringIO(answer.text.removeprefix(BYTE_ORDER_MARK), newline="")))


@pytest.fixture
def changed_settings(changed_settings):
    return {**changed_settings, "features": ("okote.funding", "consultations")}


@pytest.fixture
async def owed(house, scene):
    """A panel of which a member is owed something for a meeting, and a ballot on a formula."""
    async with house.database.unit_of_work() as db:
        here = await db.get_one(Territory, scene.campaign.territory_id)
        person, at = Person(created_at=await db.now()), await db.now()
        db.add(person)
        await db.flush()
        sphere = Sphere("owed", here.id, here.book, at, person.id, person.id)
        dates = {"opens_at": at - DAY, "closes_at": at + DAY, "published_at": at - DAY}
        panel = {"smallest_group": 5, "youngest": 18, "service_id": None}
        await sphere.add(db, "panel", **dates, **panel)
        agreed = {"name": "Ada", "email": "ada@kern.test", "consented_at": at, "consent_version": "0" * 64}
        await sphere.add(db, "volunteer", source="self", person_id=person.id, **agreed)
        asked = {"invited_at": at, "answer_by": at.date(), "answered_at": at}
        await sphere.add(db, "seat", rank=0, state="accepted", why="", **asked)
        await sphere.add(db, "meeting", place="Le Quai", starts_at=at, ends_at=at + DAY)
        await sphere.add(db, "compensation", amount_minor=25_00, travel_minor=0)
        await sphere.add(db, "service", email="voirie@kern.test")
        await rooms.voting(db, sphere, "owed", "=1+1")
    return sphere


@pytest.fixture
async def closed(scene):
    """A campaign that has succeeded, and a panel that has met, with everybody's name a formula."""
    for _ in range(3):
        await scene.pledge(1_300)
    async with scene.house.database.unit_of_work() as db:
        for renamed in NAMES.values():
            await db.exec(text(renamed))
    await past_the_deadline(scene)
    await close(scene)
    return scene


async def test_no_table_calculates_what_people_wrote(closed, owed, app, office, house):
    lea = await office.enter("lea", Role.ADMINISTRATOR)
    known = {route.path for made in ROUTES.values() for route in made.routes}
    assert {path for path in known if ".csv" in path or "/csv/" in path or "{file:str}" in path} <= TABLES
    assert known >= TABLES

    async with house.database.reading() as db:
        partners, year = (await db.exec(select(Partner.id).order_by(Partner.id))).all(), (await db.now()).year
    personal = [one.name for feature in house.features for one in feature.personal_data]
    datasets = [one.name for feature in house.features for one in feature.datasets]
    ids = {"{campaign_id:uuid}": closed.campaign.id, "{panel_id:uuid}": owed.id("panel")}
    filled = [
        re.sub(r"{\w+_id:uuid}", lambda part: str(ids.get(part[0], part[0])), path) for path in sorted(TABLES)
    ]
    paths = [
        *(path for path in filled if "{" not in path),
        f"/back-office/ballots/{owed.id('voted_ballot')}/export/options.csv",
        f"/ballots/{owed.id('voted_ballot')}/files/options.csv",
        *(f"/account/data/csv/{name}" for name in personal),
        *(f"/open-data/{name}.csv" for name in datasets),
        *(f"/back-office/partners/{partner}/statement/{year}" for partner in partners),
    ]
    cells, headings = [], set()
    for path in paths:
        answer = await lea.get(f"/en{path}?address=stripe:balance")
        assert answer.status_code == 200, (path, answer.status_code)
        head, *rows = written(answer)
        cells += [cell for row in (head, *rows) for cell in row]
        headings |= set() if path.startswith("/open-data/") or "/ballots/" in path else set(head)
    assert headings <= HEADINGS, "what no reader has in their language"
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []
    shown = {cell[:5] for cell in cells if cell.startswith("'")}
    assert {"'=HYP", "'+cmd", "'@SUM", "'=1+1"} <= shown
