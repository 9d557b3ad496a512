"""A panel is drawn in the browser: by an organiser, an administrator, and whoever replays it at home."""

import json
import subprocess
import sys
from argparse import Namespace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from consultations.panels.drawing import command
from consultations.panels.drawing.models import Draw
from consultations.panels.drawing.rules import DrawState
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Panel, Volunteer
from okote.demo.work import finish
from okote.identity.models import Role
from okote.platform import clock
from okote.platform.commands import CommandError
from okote.platform.mail.models import Mail
from tests.consultations.panels.drawing.conftest import NAMES, RESULT, one_of_each
from tests.okote.app_client import asked_for_the_second, territory

OFFICE = "/en/back-office/panels"
PAGE = "/en/panels/comite-de-testeurs/draw"
AGE = {
    "name": "Âge",
    "question": "Quel âge ?",
    "value-0": "jeune",
    "least-0": "2",
    "most-0": "5",
    "value-1": "âgée",
    "least-1": "3",
    "most-1": "6",
}


@pytest.fixture
def subscriptions():
    return {}


@pytest.fixture
async def samira(enter):
    return await enter("samira", Role.ORGANISER)


@pytest.fixture
async def today(house):
    async with house.database.reading() as db:
        return (await territory(house)).day(await db.now())


async def one(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(col(table.id).desc()))).first()


def pool(people, keep=""):
    lines = ["name;telephone;address;Âge"]
    for number in range(people):
        said = one_of_each(number)
        age = keep or said.attributes["Âge"]
        lines.append(f"{said.name};03;{said.address};{age}")
    return "\n".join(lines)


@pytest.fixture
async def panel(samira, today, house):
    written = {
        "kind": "testers",
        "name": "Comité de testeurs",
        "purpose": "Essayer.",
        "asks": "Un soir.",
        "gives": "Une réponse.",
        "seats": "9",
        "smallest_group": "5",
        "youngest": "18",
        "first_day": str(today - timedelta(days=1)),
        "last_day": str(today + timedelta(days=5)),
    }
    await samira.post(OFFICE, written)
    panel = await one(house, Panel)
    await samira.post(f"{OFFICE}/{panel.id}/features", AGE)
    await samira.post(f"{OFFICE}/{panel.id}/open")
    return panel


@pytest.fixture
def here(panel):
    return f"{OFFICE}/{panel.id}"


@pytest.fixture
def naming(today):
    return {
        "lottery": "Loto",
        "day": str(today + timedelta(days=2)),
        "which": "les cinq numéros, puis le dernier",
        "algorithm": "stratified",
    }


async def pass_by(house, days, **people):
    """By then they have to sign in again."""
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, await clock.offset(db) + timedelta(days=days))
    for person, visitor in people.items():
        await visitor.arrive(person)


def replayed(folder):
    """With Python and these two files alone."""
    run = [sys.executable, "-I", "-S", "draw.py", "report.json"]
    return subprocess.run(
        run, cwd=folder, env={}, capture_output=True, text=True, encoding="utf-8", check=False
    )


async def test_a_panel_is_drawn_and_the_same_by_anyone_who_downloads_two_files(
    house, samira, enter, browser, here, naming, tmp_path
):
    await samira.post(f"{here}/list", {"text": pool(12), "bring": "yes"})
    marc = await enter("marc", Role.ADMINISTRATOR)
    visitor = browser()
    assert "Nobody is drawn yet" in (await visitor.get(PAGE)).text
    assert (await visitor.get(f"{PAGE}/report.json")).status_code == 404
    assert "A panel can be drawn from it within the quotas" in (await samira.get(f"{here}/draw")).text

    assert (await samira.post(f"{here}/draw/freeze", naming)).status_code == 303
    draw = await one(house, Draw)
    assert draw.pool_hash in (await visitor.get(PAGE)).text
    waiting = (await samira.get(f"{here}/draw")).text
    assert "htmx" in waiting.split("</head>")[0]
    assert "every 3s" in waiting
    assert "being made" in (await samira.get(f"{here}/draw/progress")).text
    await finish(house, house.job_context)
    assert (await samira.get(f"{here}/draw/progress")).headers["hx-refresh"] == "true"
    sealed = (await visitor.get(f"{PAGE}/report.json")).text
    assert json.loads(sealed)["panel"] is None
    assert "can be typed from the day after" in (await samira.get(f"{here}/draw")).text

    await pass_by(house, 3, samira=samira, marc=marc)
    assert (await samira.post(f"{here}/draw/numbers", {"numbers": RESULT})).status_code == 303
    assert "Another person has to" in (await samira.get(f"{here}/draw")).text
    assert RESULT not in (await marc.get(f"{here}/draw")).text
    assert (await marc.post(f"{here}/draw/numbers", {"numbers": "7, 12, 23, 31, 40, 5"})).status_code == 303

    published = await visitor.get(f"{PAGE}/report.json")
    assert published.headers["content-disposition"] == 'attachment; filename="report.json"'
    (tmp_path / "report.json").write_bytes(published.content)
    (tmp_path / "draw.py").write_bytes((await visitor.get(f"{PAGE}/draw.py")).content)
    run, report = replayed(tmp_path), published.json()
    assert (run.returncode, run.stderr) == (0, "")
    assert f"Panel: {' '.join(report['panel'])}\n" in run.stdout
    html = (await visitor.get(PAGE)).text
    assert all(number in html for number in report["panel"])
    assert not [name for name in NAMES if name in html or name in published.text]
    assert "tickets of" in (await visitor.get(f"{PAGE}?mine={report['panel'][0]}")).text
    assert "No such number" in (await visitor.get(f"{PAGE}?mine=1")).text
    asked, told = await asked_for_the_second(house, browser, "/api/v1/panels/comite-de-testeurs/draw")
    facts = told.json()
    assert asked == 0
    assert (facts["state"], facts["report"]["panel"]) == ("drawn", report["panel"])

    sheet = await samira.post(f"{here}/draw/sheet")
    assert not [name for name in NAMES if name in sheet.text]
    (tmp_path / "sheet.json").write_bytes(sheet.content)
    command.COMMAND.run(Namespace(sheet=tmp_path / "sheet.json", report=tmp_path / "report.json"))
    forged = json.loads(sheet.text)
    forged["pool"] = forged["pool"].replace('"jeune"', '"âgée"', 1)
    (tmp_path / "sheet.json").write_text(json.dumps(forged))
    with pytest.raises(CommandError, match="NOT as the report says"):
        command.COMMAND.run(Namespace(sheet=tmp_path / "sheet.json", report=tmp_path / "report.json"))


async def test_what_would_have_to_give_way_is_said_before_anything_is_frozen(
    house, samira, panel, here, naming
):
    await samira.post(f"{here}/list", {"text": pool(11, keep="jeune"), "bring": "yes"})
    html = (await samira.get(f"{here}/draw")).text
    assert "No panel can be drawn from this pool within the quotas" in html
    assert "“âgée” of “Âge”: 0 can sit, and at least 3 must" in html
    assert "at least 0 instead of 3" in html
    assert "at most 9 instead of 5" in html
    refused = await samira.post(f"{here}/draw/freeze", naming)
    assert refused.status_code == 422
    assert "No panel can be drawn" in refused.text
    assert (await one(house, Draw), (await one(house, Panel)).frozen_at) == (None, None)
    assert panel.id


@pytest.fixture
async def sealed(house, samira, here, naming):
    await samira.post(f"{here}/list", {"text": pool(12), "bring": "yes"})
    await samira.post(f"{here}/draw/freeze", naming)
    await finish(house, house.job_context)
    return await one(house, Draw)


async def letters(house, about):
    """How many were written about that."""
    async with house.database.reading() as db:
        return sum(one.key.startswith(about) for one in await db.exec(select(Mail).order_by(col(Mail.id))))


async def test_two_who_differ_see_both_and_those_who_must_act_are_written_to(
    house, samira, enter, here, sealed
):
    assert sealed.state is DrawState.COMPUTED
    marc, bruno = await enter("marc", Role.ADMINISTRATOR), await enter("bruno", Role.ELECTED)
    await pass_by(house, 3, samira=samira, marc=marc, bruno=bruno)
    async with house.database.unit_of_work() as db:
        await db.defer("draws.look", timestamp=0)
    await finish(house, house.job_context)
    assert await letters(house, "draw-due:") == 2
    assert (await bruno.post(f"{here}/draw/numbers", {"numbers": "1"})).status_code == 403
    await samira.post(f"{here}/draw/numbers", {"numbers": "1 2 3"})
    await marc.post(f"{here}/draw/numbers", {"numbers": "1 2 4"})
    await finish(house, house.job_context)
    html = (await bruno.get(f"{here}/draw")).text
    assert "Round 1: 1 2 3" in html
    assert "Round 1: 1 2 4" in html
    assert "They differ" in html
    assert await letters(house, "draw-differ:1:") == 2
    empty = await samira.post(f"{here}/draw/numbers", {"numbers": "sept"})
    assert empty.status_code == 422
    assert (await one(house, Draw)).state is DrawState.COMPUTED


async def test_two_people_void_a_draw_and_everyone_reads_why(house, samira, enter, browser, here, sealed):
    assert sealed.state is DrawState.COMPUTED
    marc = await enter("marc", Role.ADMINISTRATOR)
    assert (await samira.post(f"{here}/draw/void", {"reason": ""})).status_code == 422
    await samira.post(f"{here}/draw/void", {"reason": "Une <erreur> de date."})
    await finish(house, house.job_context)
    assert await letters(house, "draw-void:") == 1
    assert (await samira.post(f"{here}/draw/void/confirm")).status_code == 422
    assert "Declare the draw void" in (await marc.get(f"{here}/draw")).text
    await marc.post(f"{here}/draw/void/keep")
    await marc.post(f"{here}/draw/void", {"reason": "Une <erreur> de date."})
    assert (await samira.post(f"{here}/draw/void/confirm")).status_code == 303
    assert "Une &lt;erreur&gt; de date." in (await browser().get(PAGE)).text
    assert (await browser().get("/api/v1/panels/comite-de-testeurs/draw")).json()["state"] == "void"
    assert "Freeze the pool" in (await samira.get(f"{here}/draw")).text


async def test_for_seats_that_nobody_is_left_for_the_call_is_opened_again_and_a_draw_follows(
    house, samira, enter, browser, here, naming, sealed, today
):
    """Eleven households are in the pool: nine sit, two wait; who says no is followed until nobody is left."""
    assert sealed.state is DrawState.COMPUTED
    marc, visitor = await enter("marc", Role.ADMINISTRATOR), browser()
    await pass_by(house, 3, samira=samira, marc=marc)
    for who in (samira, marc):
        await who.post(f"{here}/draw/numbers", {"numbers": RESULT})
    assert "Draw again" not in (await samira.get(f"{here}/draw")).text
    until = {"last_day": str(today + timedelta(days=9))}
    early = await samira.post(f"{here}/draw/reopen", until)
    assert (early.status_code, "there is nothing to draw for" in early.text) == (422, True)
    while (seat := await first_asked(house)) is not None:
        await samira.post(f"{OFFICE}/seats/{seat.id}/answer", {"answer": "no"})
    assert "draw again for the seats" in (await samira.get(f"{here}/members")).text
    html = (await samira.get(f"{here}/draw")).text
    assert ("No panel can be drawn" in html, "Open the call again" in html) == (True, True)
    refused = await samira.post(f"{here}/draw/reopen", {"last_day": str(today)})
    assert (refused.status_code, "Open the call again" in refused.text) == (422, True)

    assert (await samira.post(f"{here}/draw/reopen", until)).status_code == 303
    public = (await visitor.get("/en/panels/comite-de-testeurs")).text
    assert "The call is open again" in public
    await samira.post(f"{here}/list", {"text": pool(12).replace(";03;", " bis;03;bis "), "bring": "yes"})
    naming["day"] = str(today + timedelta(days=5))
    assert (await samira.post(f"{here}/draw/freeze", naming)).status_code == 303
    await finish(house, house.job_context)
    await pass_by(house, 3, samira=samira, marc=marc)
    for who in (samira, marc):
        await who.post(f"{here}/draw/numbers", {"numbers": "3 2 1"})
    [first, second] = (await visitor.get("/api/v1/panels/comite-de-testeurs/draws")).json()["items"]
    assert [one["number"] for one in (first, second)] == [1, 2]
    reports = [(await visitor.get(f"{PAGE}/report.json?of={number}")).json() for number in (1, 2)]
    assert [one["report"]["panel"] for one in (first, second)] == [one["panel"] for one in reports]
    assert set(reports[0]["panel"]).isdisjoint(reports[1]["numbers"])
    latest, earlier = (await visitor.get(PAGE)).text, (await visitor.get(f"{PAGE}?of=1")).text
    assert ("This is a further draw" in latest, "This is a further draw" in earlier) == (True, False)
    assert (await visitor.get(f"{PAGE}?of=3")).status_code == 404
    desk = (await samira.get(f"{here}/draw")).text
    assert "Download the file for a sworn observer" in desk
    of_first = {"draw": str(sealed.id)}
    assert (await samira.post(f"{here}/draw/sheet", of_first)).json()["size"] == 9


async def first_asked(house):
    async with house.database.reading() as db:
        asked = select(Seat).where(Seat.state == SeatState.INVITED).order_by(col(Seat.id))
        return (await db.exec(asked)).first()


async def test_who_volunteers_finds_their_number(house, enter, panel):
    camille = await enter("camille")
    assert panel.id
    typed = {"name": "Camille", "email": "camille@exemple.test", "feature-0": "âgée", "consent": "yes"}
    await camille.post("/en/panels/comite-de-testeurs/volunteer", typed)
    number = f"{(await one(house, Volunteer)).number:012d}"
    spoken = "-".join(number[at : at + 3] for at in range(0, 12, 3))
    assert spoken in (await camille.get("/en/my/panels")).text
    assert spoken in (await camille.get("/en/panels/comite-de-testeurs/volunteer")).text
