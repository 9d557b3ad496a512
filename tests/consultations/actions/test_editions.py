"""A year that is frozen says the same for ever, whatever changes later."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from consultations.actions.contents import Contents, Line
from consultations.actions.describing import Measure
from consultations.actions.editions import correct, freeze
from consultations.actions.evidence import add_address
from consultations.actions.invariants import INVARIANTS
from consultations.actions.queries.editions import contents, errata, frozen, years
from consultations.actions.rules import (
    ActionState,
    EditionChangedError,
    EditionFrozenError,
    NothingToFreezeError,
    Step,
    ThemeKind,
    YearFrozenError,
    YearNotOverError,
)
from consultations.actions.service import entrust, move
from consultations.actions.themes import add_theme
from consultations.services.models import Service
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from payments.money import Money

S = ActionState


@pytest.fixture
def last(today):
    """The year before this one."""
    return today.year - 1


@pytest.fixture
async def told(db, lived, last, administrator, agent, place):
    """Of that year: one done, one under way, one given up; of the one before: one done, told already."""
    stream = await add_theme(db, ThemeKind.WORKSTREAM, "Accueil", 1, by=administrator)
    march = date(last, 3, 1)
    measure = Measure("Délai", "jours", Decimal(21), march, Decimal("8.5"), march)
    done = await lived(
        (S.DECIDED, march),
        (S.DONE, date(last, 12, 31)),
        workstream_id=stream.id,
        places=[place.id],
        budget=Money.of(900),
        measure=measure,
    )
    await add_address(db, done.id, "La lettre", "https://exemple.fr/a", by=agent)
    under_way = await lived((S.DECIDED, march), (S.IN_PROGRESS, date(last, 6, 1)), title="Un seul numéro")
    await lived((S.DECIDED, march), (S.ABANDONED, date(last, 6, 1)), title="Un guichet mobile")
    await lived((S.DECIDED, date(last - 1, 3, 1)), (S.DONE, date(last - 1, 6, 1)), title="Avant")
    return done, under_way


async def test_it_tells_of_its_year_alone_as_it_stood_at_its_end(db, territory, told, last, today, agent):
    _, under_way = told
    await move(db, under_way.id, Step(S.DONE, today), by=agent)
    said = await contents(db, territory, last)
    assert [(line.number, line.state) for line in said.lines] == [
        (1, S.DONE),
        (2, S.IN_PROGRESS),
        (3, S.ABANDONED),
    ]
    assert (said.progress.total, said.progress.done) == (3, 1)
    assert [name for name, _ in said.by_workstream] == ["Accueil", None]
    assert await years(db, territory) == list(range(today.year, last - 2, -1))
    assert [line.number for line in (await contents(db, territory, last - 1)).lines] == [4]


async def test_it_prints_the_same_after_names_change_and_actions_go(
    db, told, roads, last, today, administrator, agent, frozen_as_read
):
    edition = await frozen_as_read(last, by=administrator)
    before = edition.told
    assert before.lines[0].budget == Money.of(900)
    assert (before.lines[0].after, before.lines[0].evidence, before.lines[0].places) == (
        Decimal("8.50"),
        ["La lettre"],
        ["Rivemont"],
    )
    roads.name = "Rues"
    schools = Service(
        territory_id=roads.territory_id, name="Écoles", email="e@x.test", created_at=await db.now()
    )
    db.add(schools)
    await db.flush()
    done, under_way = told
    await entrust(db, under_way.id, schools.id, "Réorganisation.", by=agent)
    await move(db, done.id, Step(S.IN_PROGRESS, today, "À refaire."), by=agent)
    assert await violations(db, INVARIANTS) == []
    await db.exec(text("DELETE FROM action WHERE number = 3"))
    again = await frozen(db, roads.territory_id, last)
    await db.refresh(again)
    assert again.told == before
    assert {line.service for line in again.told.lines} == {"Voirie"}
    assert await violations(db, INVARIANTS) == []


async def test_no_step_slips_into_a_frozen_year(db, told, last, administrator, agent, frozen_as_read):
    await frozen_as_read(last, by=administrator)
    with pytest.raises(YearFrozenError):
        await move(db, told[1].id, Step(S.DONE, date(last, 12, 31)), by=agent)
    await move(db, told[1].id, Step(S.DONE, date(last + 1, 1, 1)), by=agent)
    await db.exec(
        text("UPDATE action_step SET since = :on, happened_on = :on WHERE happened_on = :late").bindparams(
            on=date(last, 7, 1), late=date(last + 1, 1, 1)
        )
    )
    await db.exec(text("UPDATE action SET since = :on WHERE number = 2").bindparams(on=date(last, 7, 1)))
    assert {one.invariant.name for one in await violations(db, INVARIANTS)} == {"edition-says-what-steps-say"}


async def test_it_is_frozen_once_when_the_year_is_over(
    db, territory, told, last, today, administrator, agent, frozen_as_read
):
    with pytest.raises(ForbiddenError):
        await frozen_as_read(last, by=agent)
    with pytest.raises(YearNotOverError):
        await frozen_as_read(today.year, by=administrator)
    with pytest.raises(NothingToFreezeError):
        await frozen_as_read(last - 5, by=administrator)
    with pytest.raises(NotFoundError):
        await frozen(db, territory.id, last)
    await frozen_as_read(last, by=administrator)
    with pytest.raises(EditionFrozenError):
        await frozen_as_read(last, by=administrator)


def test_workstreams_stand_in_the_order_in_which_people_look_for_them():
    day = date(2025, 3, 1)
    lines = [
        Line(number, "Un banc", "Voirie", name, (), (), (), S.DONE, day, day, "", None)
        for number, name in enumerate([None, "Voirie", "Écoles", "eau", "Accueil"], 1)
    ]
    told = Contents("Trois-Rives", date(2025, 12, 31), lines)
    assert [name for name, _ in told.by_workstream] == ["Accueil", "eau", "Écoles", "Voirie", None]


async def test_nobody_freezes_what_they_did_not_read(db, territory, told, last, administrator, agent):
    read = (await contents(db, territory, last)).digest
    await add_address(db, told[1].id, "Le numéro", "https://exemple.fr/b", by=agent)
    for unread in (read, ""):
        with pytest.raises(EditionChangedError):
            await freeze(db, last, read=unread, by=administrator)
    again = (await contents(db, territory, last)).digest
    assert (await freeze(db, last, read=again, by=administrator)).told.digest == again


@pytest.mark.parametrize(
    "attempt", ["UPDATE edition SET year = 2000", "DELETE FROM edition", "DELETE FROM erratum"]
)
async def test_the_database_keeps_what_was_frozen(db, told, last, administrator, frozen_as_read, attempt):
    edition = await frozen_as_read(last, by=administrator)
    for _ in range(2):
        await correct(db, edition.id, "Il fallait lire 8 jours.", by=administrator)
    assert [one.body for one in await errata(db, edition.id)] == ["Il fallait lire 8 jours."]
    with pytest.raises(DBAPIError, match="what was frozen stays"):
        await db.exec(text(attempt))


async def test_a_mistake_is_told_by_an_administrator_of_the_same_territory(
    db, told, last, administrator, agent, elsewhere, frozen_as_read
):
    edition = await frozen_as_read(last, by=administrator)
    with pytest.raises(ForbiddenError):
        await correct(db, edition.id, "Non.", by=agent)
    with pytest.raises(NotFoundError):
        await correct(db, edition.id, "Non.", by=replace(administrator, territory=elsewhere))
