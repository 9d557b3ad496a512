"""From the call to who sits: volunteered, drawn in public, accepted, given up, taken over by a reserve."""

import json
import re
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from consultations.panels.models import Panel
from consultations.panels.sortition import draw as program
from tests.stories.people import NOTHING, Somebody
from tests.stories.service import Service

pytestmark = pytest.mark.story

DESK = "/back-office/panels"
LINK = re.compile(r"http\S+/seats/[\w-]+")
NUMBERS = "4 11 23 38 47 6"
AGES = ("moins de 40 ans", "40 ans et plus")
ON_LIST = ("Agathe", "Bruno", "Colette", "Denis", "Elsa", "Farid")
"""By turns of either age, each in a home of their own."""


@pytest.fixture
def service_settings():
    return {"features": ("okote.funding", "consultations")}


async def send(person: Somebody, page, action: str, **typed: str):
    """Press the form that leads there, its fields by their own names."""
    form = page.form(action)
    return await person.browser.send(form, typed, (form.buttons or [NOTHING])[0])


async def today(service: Service) -> date:
    return service.founded.territory.day(await service.now())


async def the_panel(service: Service) -> Panel:
    async with service.house.database.reading() as db:
        return (await db.exec(select(Panel).order_by(col(Panel.id)))).one()


async def call(service: Service, samira: Somebody) -> Panel:
    """Of four seats: two of either age."""
    day = await today(service)
    await send(
        samira,
        await samira.visit(f"{DESK}/new"),
        DESK,
        kind="testers",
        name="Quatre testeurs",
        purpose="Que chacun comprenne nos courriers.",
        asks="Deux soirs.",
        gives="Une réponse à chaque point.",
        seats="4",
        first_day=f"{day}",
        last_day=f"{day + timedelta(days=10)}",
    )
    panel = await the_panel(service)
    here = f"{DESK}/{panel.id}"
    typed = {"name": "âge", "question": "Quel âge avez-vous ?"}
    for at, age in enumerate(AGES):
        typed |= {f"value-{at}": age, f"least-{at}": "2", f"most-{at}": "2"}
    await send(samira, await samira.visit(f"{here}/features/new"), "/features", **typed)
    await send(samira, await samira.visit(here), "/open")
    return panel


async def gather(service: Service, samira: Somebody, panel: Panel) -> None:
    """Two come by themselves, six from a list."""
    for at, key in enumerate(("camille", "yanis")):
        somebody = await service.signed_in(key)
        form = await somebody.visit(f"/panels/{panel.slug}/volunteer")
        there = {"name": key.title(), "feature-0": AGES[at], "consent": "yes"}
        told = await send(somebody, form, "/volunteer", **there)
        assert "parmi les volontaires" in told.text
    lines = [
        f"{name};{name.lower()}@courriel.example;{at} rue du Moulin;{AGES[at % 2]}"
        for at, name in enumerate(ON_LIST)
    ]
    table = "\n".join(["name;email;address;âge", *lines])
    page = await samira.visit(f"{DESK}/{panel.id}/list")
    told = await send(samira, page, "/list", text=table, bring="yes")
    assert "8 personnes sont volontaires" in told.text


async def draw(service: Service, samira: Somebody, panel: Panel) -> dict:
    """Frozen, sealed, and decided by what two people type of a lottery: its report."""
    here, day = f"{DESK}/{panel.id}/draw", await today(service)
    named = {"lottery": "Loto", "day": f"{day + timedelta(days=2)}", "which": "dans l’ordre croissant"}
    await send(samira, await samira.visit(here), "/freeze", **named, algorithm="stratified")
    await service.settle()
    assert "billets scellés" in (await samira.visit(here)).text
    await service.let_pass(days=3)
    for key in ("samira", "lea"):
        organiser = await service.signed_in(key)
        await send(organiser, await organiser.visit(here), "/numbers", numbers=NUMBERS)
    await service.settle()
    published = await service.somebody().visit(f"/panels/{panel.slug}/draw/report.json")
    report = json.loads(published.html)
    assert program.differences(report, program.drawn(report, NUMBERS)) == []
    return report


def invited(service: Service) -> dict[str, str]:
    """The address of the seat of each who has a letter with one."""
    links = [(mail.recipient, LINK.search(mail.text)) for mail in service.mails()]
    return {recipient: link[0] for recipient, link in links if link is not None}


async def answered(service: Service, link: str, answer: str):
    """Without signing in."""
    stranger = service.somebody()
    return stranger, await send(stranger, await stranger.visit(link), "/answer", answer=answer)


async def test_a_reserve_steps_in_for_one_who_was_drawn_and_gave_up(service: Service):
    samira = await service.signed_in("samira")
    panel = await call(service, samira)
    await gather(service, samira, panel)
    report = await draw(service, samira, panel)
    drawn = invited(service)
    assert (len(report["panel"]), len(drawn)) == (4, 4)
    await service.check()

    [(_, link), *others] = sorted(drawn.items())
    stranger, told = await answered(service, link, "yes")
    assert "Vous siégez" in told.text
    for _, other in others:
        await answered(service, other, "yes")
    gone = await send(stranger, await stranger.visit(link), "/drop-out", why="Je déménage.")
    assert "Vous ne siégez plus" in gone.text
    await service.settle()

    called = {who: there for who, there in invited(service).items() if who not in drawn}
    assert len(called) == 1, "the first reserve of the same age, and nobody else"
    [(who, there)] = called.items()
    _, told = await answered(service, there, "yes")
    assert "Vous siégez" in told.text
    samira = await service.signed_in("samira")
    desk = await samira.visit(f"{DESK}/{panel.id}/members")
    assert "4 places sur 4 sont prises" in desk.text
    assert (who in desk.text, "Je déménage." in desk.text) == (True, True)
    await service.check()
