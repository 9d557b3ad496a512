"""Whole months, no small group, nothing that is worked out from others."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from consultations.difficulties.datasets import DATASETS
from consultations.difficulties.figures import Cell, Share, by, figures, of_services
from consultations.difficulties.models import EMPTY, Difficulty
from consultations.difficulties.rules import Category, DifficultyState
from consultations.difficulties.service import tell
from consultations.panels.terms import set_smallest_group
from okote.identity.models import Role
from okote.territories.days import start_of
from tests.consultations.difficulties.conftest import RENT

LEAST = 5
MONTH = date(2026, 2, 1)


def cell(category=Category.SOCIAL, number=1, **more):
    given = {"place": None, "service": None, "month": MONTH, "looked": 0, "looked_in_time": 0}
    given |= {"answered": 0, "answered_in_time": 0, "overdue": 0}
    return Cell(category, number=number, **given | more)


@given(st.dictionaries(st.sampled_from(Category), st.integers(0, 12)), st.integers(3, 8))
def test_no_group_is_told_or_worked_out_that_holds_fewer_than_the_least(sizes, least):
    """What is not told is known together, as the total without the rest."""
    told = by([cell(one, size) for one, size in sizes.items()], lambda one: one.category, least)
    away = [sizes[one] for one, number in told.items() if number is None]
    assert all(number in {None, sizes[one]} for one, number in told.items())
    assert all(number == 0 or number >= least for number in told.values() if number is not None)
    if any(number for number in told.values() if number is not None):
        assert not away or sum(away) >= least


def test_a_lone_small_group_takes_the_next_one_with_it():
    sizes = {Category.SOCIAL: 2, Category.ECONOMIC: 6, Category.ADMINISTRATIVE: 9, Category.OTHER: 0}
    told = by([cell(one, size) for one, size in sizes.items()], lambda one: one.category, LEAST)
    assert told == {**sizes, Category.SOCIAL: None, Category.ECONOMIC: None}


def test_a_small_service_tells_neither_its_number_nor_its_shares_nor_what_is_late():
    roads, care = UUID(int=1), UUID(int=2)
    cells = [
        cell(service=roads, number=9, looked=9, looked_in_time=7, answered=4, overdue=2),
        cell(service=care, number=6, looked=6, looked_in_time=6, answered=6, answered_in_time=5),
        cell(service=None, number=4, looked=4, overdue=4),
    ]
    voirie, solidarity = of_services(cells, {roads: "Voirie", care: "Solidarités"}, LEAST)
    assert (voirie.number, voirie.looked, voirie.answered, voirie.overdue) == (9, Share(7, 9), None, 2)
    assert (solidarity.number, solidarity.looked, solidarity.overdue) == (None, None, None)


def test_a_share_is_not_told_that_would_tell_of_a_few_by_what_is_left():
    roads, care = UUID(int=1), UUID(int=2)
    cells = [
        cell(service=roads, number=9, looked=9, answered=9, answered_in_time=9),
        cell(service=care, number=9, looked=9, answered=2),
    ]
    voirie, solidarity = of_services(cells, {roads: "Voirie", care: "Solidarités"}, LEAST)
    assert (voirie.answered, solidarity.answered) == (None, None)
    assert (voirie.looked, solidarity.looked) == (Share(0, 9), Share(0, 9))


async def test_months_that_are_over_are_counted_also_of_what_is_emptied(
    db, territory, resident, roads, place, someone
):
    today = territory.day(await db.now())
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    at = start_of(last, territory.zone)
    for number in range(1, 13):
        late = number <= 4
        difficulty = Difficulty(
            territory_id=territory.id,
            number=number,
            person_id=resident.person.id,
            way="site",
            category=Category.ECONOMIC if number <= 7 else Category.SOCIAL,
            body="Oui.",
            language="fr",
            place_id=place.id if number <= 6 else None,
            told_at=at - timedelta(microseconds=1) if number == 1 else at,
            since=at,
            state=DifficultyState.SENT if late else DifficultyState.ANSWERED,
            service_id=roads.id,
            acknowledge_by=last,
            answer_by=last,
            acknowledged_late=None if late else number == 5,
            answered_late=None if late else number <= 6,
            forget_at=at + timedelta(days=9),
        )
        db.add(difficulty)
    await db.flush()
    gone = select(Difficulty).where(col(Difficulty.number) >= 11).order_by(col(Difficulty.id))
    for one in (await db.exec(gone)).all():
        for name, value in EMPTY.items():
            setattr(one, name, one.since if name == "closed_at" else value)
    this_month = await tell(db, RENT, by=resident)
    assert this_month.number == 13

    await set_smallest_group(db, LEAST, by=await someone(Role.ADMINISTRATOR))
    found = await figures(db, territory)
    assert (found.until, found.least, found.total, found.overdue) == (today.replace(day=1), LEAST, 12, 4)
    assert (found.looked, found.answered) == (Share(7, 12), Share(6, 12))
    assert dict(found.categories) == {**dict.fromkeys(Category, 0), Category.ECONOMIC: 7, Category.SOCIAL: 5}
    assert dict(found.places) == {None: 6, place.name: 6}
    assert [number for _, number in found.months] == [None, None], (
        "one alone, and the one that it is known by"
    )
    assert [(one.name, one.number, one.overdue) for one in found.services] == [("Voirie", 12, 4)]
    rows = [row async for row in DATASETS[0].rows(db, territory)]
    assert {(row["kind"], row["group"], row["number"]) for row in rows} >= {
        ("category", "economic", 7),
        ("place", "", 6),
        ("service", "Voirie", 12),
    }
    assert not [row for row in rows if row["kind"] == "month"]
    assert await DATASETS[0].left_out(db, territory) == 2
