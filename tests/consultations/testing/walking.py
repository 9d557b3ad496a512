"""Tests of procedures, walked through page by page: a letter, a panel, and who does what."""

import re
from datetime import timedelta

import httpx2
import pytest
from sqlmodel import select

from consultations.panels.members.models import Seat
from consultations.procedures.models import ProcedureVersion
from consultations.testing.models import Finding, Remark, Sitting, TestCampaign, TestTask
from okote.identity.models import Role
from okote.platform import clock
from tests.consultations.procedures.made import picture
from tests.consultations.testing.conftest import panel_of, seated
from tests.okote.app_client import CSRF, person_id, territory

DESK = "/fr/back-office/tests"
MINE = "/fr/my/tests"
LEVELS = {"simplicity": "4", "efficiency": "2", "clarity": "5"}
FOUND = {"title": "La date manque", "step": "2", "severity": "3", "words": "Rien.", "suggestion": "Un jour."}


async def rows(house, table, *order):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(*(order or (table.id,))))).all()


async def one(house, table):
    [row] = await rows(house, table)
    return row


@pytest.fixture
async def samira(enter):
    return await enter("samira", Role.ORGANISER)


@pytest.fixture
async def camille(enter):
    return await enter("camille")


@pytest.fixture
async def version(house, desk, writer, counter):
    """Of a letter with two steps, its names removed."""
    there = await desk.add(writer)
    here = await desk.begin(writer, there)
    await desk.write(writer, here)
    await writer.post(f"{here}/steps", {"title-1": "Lire", "title-2": "Répondre"})
    assert (await desk.declare(writer, here)).is_redirect
    assert (await writer.post(f"{here}/publish")).is_redirect
    return await one(house, ProcedureVersion)


@pytest.fixture
async def panel(house, camille, identity_provider):
    """Camille sits there with her account, two others without."""
    here = await territory(house)
    me = await person_id(house, identity_provider, "camille")
    async with house.database.unit_of_work() as db:
        made = panel_of(here, await db.now())
        db.add(made)
        await db.flush()
        await seated(db, made, me, email="camille@exemple.test")
        for _ in range(2):
            await seated(db, made)
    return made


@pytest.fixture
async def typed(house, panel, version):
    today = (await territory(house)).day(panel.opens_at + timedelta(days=30))
    return {
        "title": "La lettre de la crèche",
        "panel": str(panel.id),
        "version": str(version.id),
        "first_day": str(today),
        "last_day": str(today + timedelta(days=7)),
        "reading_days": "7",
        "scenario-1": "Vous venez de déménager <ici>.",
        "says-1": "Dites si l’enfant a une place.",
        "says-2": "Dites jusqu’à quand répondre.",
    }


@pytest.fixture
async def campaign(house, samira, typed):
    """Open."""
    assert (await samira.post(DESK, typed)).is_redirect
    made = await one(house, TestCampaign)
    assert (await samira.post(f"{DESK}/{made.id}/open")).is_redirect
    return made


@pytest.fixture
def sitting(house, campaign, camille):
    async def sitting():
        await camille.post(f"{MINE}/{campaign.id}", {"manner": "alone"})
        return await one(house, Sitting)

    return sitting


async def go_on(house, who, here, *, words="", send=True):
    """Each part, as its form sends it."""
    tasks = await rows(house, TestTask, TestTask.position)
    outcomes = {f"outcome-{task.id}": "done" for task in tasks}
    parts = {
        "tasks": outcomes | {f"obstacle-{tasks[0].id}": "Trop petit."},
        "questions": LEVELS,
        "help": {"help": "yes", "source-counter": "reached"},
        "words": {"words": words},
    }
    for part, given in parts.items():
        shown = await who.get(f"{here}/{part}")
        version = re.search(r'name="version" value="(\d+)"', shown.text)[1]
        answer = await who.post(f"{here}/{part}", given | {"version": version})
        assert answer.status_code == 303, (part, answer.text)
    if send:
        assert (await who.post(f"{here}/check")).is_redirect


@pytest.fixture
def all_have_answered(house, campaign, camille, samira, sitting):
    """Camille by herself, whom a picture helps to tell what she met; the others by telephone."""

    async def all_have_answered():
        mine = await sitting()
        here = f"{MINE}/sittings/{mine.id}"
        await told_of(camille, here)
        await go_on(house, camille, here, words="Merci, Jeanne Martin.")
        for seat in (await rows(house, Seat))[1:]:
            began = await samira.post(
                f"{DESK}/{campaign.id}/type", {"seat": str(seat.id), "manner": "telephone"}
            )
            await go_on(house, samira, began.headers["location"])

    return all_have_answered


async def told_of(who, here, data=None, **changes):
    """With a file, as browsers send it."""
    cookies = "; ".join(f"{cookie}={value}" for cookie, value in who.cookies.items())
    headers = {"host": "trois-rives.localhost:8000", "cookie": cookies}
    transport = httpx2.ASGITransport(who.app, client=(who.client, 4711))
    async with httpx2.AsyncClient(transport=transport) as client:
        return await client.post(
            f"{who.address}{here}/findings",
            data={"_csrf_token": who.cookies[CSRF]} | FOUND | changes,
            files={"picture": ("photo.png", picture() if data is None else data, "image/png")},
            headers=headers,
        )


async def review_all(house, samira, campaign):
    for remark in await rows(house, Remark):
        given = {f"review-{remark.id}": "redacted", f"told-{remark.id}": "Merci <b>."}
        assert (await samira.post(f"{DESK}/remarks/{remark.id}", given)).is_redirect
    for finding in await rows(house, Finding):
        key = finding.id
        given = {f"decision-{key}": "own", f"title-{key}": "La date", f"picture-{key}": "yes"}
        assert (await samira.post(f"{DESK}/findings/{key}", given)).is_redirect


@pytest.fixture
def handed_over(house, campaign, samira, all_have_answered):
    async def handed_over():
        await all_have_answered()
        await review_all(house, samira, campaign)
        assert (await samira.post(f"{DESK}/{campaign.id}/hand-over")).is_redirect

    return handed_over


@pytest.fixture
def publish(house, samira, campaign):
    """Once it was handed over: its service has read it for a week, then everyone may."""

    async def publish():
        async with house.database.unit_of_work() as db:
            await clock.set_offset(db, timedelta(days=8))
        await samira.arrive("samira")
        assert (await samira.post(f"{DESK}/{campaign.id}/publish")).is_redirect

    return publish
