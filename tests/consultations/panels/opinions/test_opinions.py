"""Opinions are adopted, published, answered by the service that was asked; late is said."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from consultations.feature import FEATURE
from consultations.panels.opinions.invariants import INVARIANTS
from consultations.panels.opinions.queries import (
    addresses,
    corrections,
    found,
    newest,
    of_panel,
    on_desk,
    one_for,
    one_published,
    published,
    unanswered,
)
from consultations.panels.opinions.rules import (
    AdoptedDayError,
    DueDayError,
    NotAdoptedError,
    NotPublishedError,
    OpinionAnsweredError,
    OpinionDetails,
    OpinionOfTestersError,
    OpinionPublishedError,
    OpinionState,
    check_due,
    check_opinion,
    state,
)
from consultations.panels.opinions.service import (
    answer_opinion,
    change_opinion,
    correct_opinion,
    publish_opinion,
    remove_opinion,
    tell_late,
    write_opinion,
)
from consultations.panels.rules import PanelKind
from consultations.services.models import Service
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError

DAY = timedelta(days=1)
MAY = date(2026, 5, 4)


@pytest.fixture
def subscriptions():
    return dict(FEATURE.subscriptions)


@pytest.fixture
async def today(db, territory):
    return territory.day(await db.now())


@pytest.fixture
async def citizens(db, panel):
    panel.kind = PanelKind.CITIZENS
    await db.flush()
    return panel


def said(today, **changes):
    given = {
        "title": "Des arbres sur la place",
        "text": "Le comité **demande** douze arbres.",
        "adopted_on": today,
        "in_favour": 6,
        "against": 2,
        "abstained": 1,
        "dissent": "Le marché manquerait de place.",
    }
    return OpinionDetails(**given | changes)


@pytest.fixture
async def opinion(db, citizens, samira, today):
    return await write_opinion(db, citizens.id, said(today), by=samira)


async def sound(db):
    return [one.invariant.name for one in await violations(db, INVARIANTS)]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, None),
        ({"in_favour": 5, "against": 4, "abstained": 0}, None),
        ({"in_favour": 4, "against": 4}, NotAdoptedError),
        ({"in_favour": 0, "against": 0, "abstained": 9}, NotAdoptedError),
        ({"in_favour": 8, "against": 1}, NotAdoptedError),
        ({"days": 1}, AdoptedDayError),
        ({"days": -1}, None),
    ],
)
def test_an_opinion_is_what_more_were_for_than_against(changes, error):
    given = {name: value for name, value in changes.items() if name != "days"}
    details = said(MAY + changes.get("days", 0) * DAY, **given)
    if error is None:
        check_opinion(details, seats=9, today=MAY)
    else:
        with pytest.raises(error):
            check_opinion(details, seats=9, today=MAY)


def test_where_an_opinion_stands():
    told = {"published": True, "answered": False, "due": MAY, "today": MAY}
    assert state(**told) is OpinionState.AWAITED, "the last day is not over"
    assert state(**told | {"today": MAY + DAY}) is OpinionState.LATE
    assert state(**told | {"answered": True, "today": MAY + DAY}) is OpinionState.ANSWERED
    assert state(**told | {"published": False, "due": None}) is OpinionState.DRAFT
    for days in (0, 367):
        with pytest.raises(DueDayError):
            check_due(MAY + days * DAY, MAY)


async def test_an_opinion_is_published_and_answered_once(
    db, opinion, citizens, samira, engineer, roads, today
):
    here = samira.territory
    assert await published(db, here, citizens.slug) == []
    await change_opinion(db, opinion.id, said(today, title="Douze arbres"), by=samira)
    await publish_opinion(db, opinion.id, roads.id, today + 60 * DAY, by=samira)
    told = await one_published(db, here, citizens.slug, opinion.id)
    assert (told.state, told.service, told.opinion.title) == ("awaited", "Voirie", "Douze arbres")
    assert await addresses(db, here.id) == [told.path]
    assert await unanswered(db, engineer) == 1
    await answer_opinion(db, opinion.id, "Nous en planterons dix.", by=engineer)
    assert (await one_published(db, here, citizens.slug, opinion.id)).state == "answered"
    assert (await unanswered(db, engineer), await sound(db)) == (0, [])
    orders = text("SELECT args ->> 'letter' FROM procrastinate_jobs WHERE task_name = :name ORDER BY id")
    ordered = (await db.exec(orders.bindparams(name="panels.opinions.write"))).scalars().all()
    assert ordered == ["published", "answered"]
    for use_case, error in (
        (answer_opinion(db, opinion.id, "Ou onze.", by=engineer), OpinionAnsweredError),
        (change_opinion(db, opinion.id, said(today), by=samira), OpinionPublishedError),
        (remove_opinion(db, opinion.id, by=samira), OpinionPublishedError),
    ):
        with pytest.raises(error):
            await use_case


async def test_nobody_else_reads_a_draft_or_publishes_it(
    db, opinion, citizens, samira, engineer, agent, roads, today
):
    for by in (engineer, agent):
        with pytest.raises(ForbiddenError):
            await publish_opinion(db, opinion.id, roads.id, today + DAY, by=by)
        with pytest.raises(NotFoundError):
            await one_for(db, by, opinion.id)
    with pytest.raises(NotFoundError):
        await one_published(db, samira.territory, citizens.slug, opinion.id)
    with pytest.raises(OpinionAnsweredError):
        await answer_opinion(db, opinion.id, "Trop tôt.", by=agent)


async def test_the_service_that_was_asked_answers_and_no_other(
    db, opinion, samira, engineer, agent, someone, roads, today
):
    schools = Service(
        territory_id=roads.territory_id, name="Écoles", email="e@exemple.test", created_at=await db.now()
    )
    db.add(schools)
    await db.flush()
    teacher = await someone(Role.SERVICE, scope=schools.id)
    await publish_opinion(db, opinion.id, roads.id, today + DAY, by=samira)
    assert [len(await on_desk(db, by, None)) for by in (samira, agent, engineer, teacher)] == [1, 1, 1, 0]
    with pytest.raises(ForbiddenError):
        await answer_opinion(db, opinion.id, "Nous aussi.", by=teacher)


async def test_nobody_elsewhere_sees_any_of_it(db, opinion, citizens, roads, today, someone, elsewhere):
    stranger = await someone(Role.ORGANISER, at=elsewhere)
    for use_case in (
        publish_opinion(db, opinion.id, roads.id, today + DAY, by=stranger),
        write_opinion(db, citizens.id, said(today), by=stranger),
        one_for(db, stranger, opinion.id),
    ):
        with pytest.raises(NotFoundError):
            await use_case


async def test_a_draft_is_thrown_away_and_testers_give_none(db, opinion, citizens, samira, today):
    assert await remove_opinion(db, opinion.id, by=samira) == citizens.id
    assert await of_panel(db, samira.territory, citizens.id) == []
    citizens.kind = PanelKind.TESTERS
    with pytest.raises(OpinionOfTestersError):
        await write_opinion(db, citizens.id, said(today), by=samira)


async def ordered(db, letter):
    statement = text("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'letter' = :letter")
    return (await db.exec(statement.bindparams(letter=letter))).scalar_one()


class TestLate:
    async def test_the_service_is_reminded_once_and_once_the_day_is_over(
        self, db, opinion, samira, roads, today
    ):
        await publish_opinion(db, opinion.id, roads.id, today + DAY, by=samira)
        for days, told in ((0, 0), (1, 0), (2, 1), (3, 0)):
            opinion.due_on = today + DAY - days * DAY
            await db.flush()
            assert await tell_late(db, samira.territory, most=5) == told, days
        assert (await ordered(db, "late"), await sound(db)) == (1, [])

    async def test_not_of_what_is_answered_nor_of_a_draft(self, db, opinion, samira, engineer, roads, today):
        assert await tell_late(db, samira.territory, most=5) == 0
        await publish_opinion(db, opinion.id, roads.id, today + DAY, by=samira)
        await answer_opinion(db, opinion.id, "Oui.", by=engineer)
        opinion.due_on = today - DAY
        await db.flush()
        assert await tell_late(db, samira.territory, most=5) == 0


class TestCorrecting:
    async def test_a_mistake_is_told_beside_what_everyone_has_read_and_once(
        self, db, opinion, citizens, samira, engineer, roads, today
    ):
        with pytest.raises(NotPublishedError):
            await correct_opinion(db, opinion.id, "Dix arbres, et non douze.", by=samira)
        await publish_opinion(db, opinion.id, roads.id, today + DAY, by=samira)
        with pytest.raises(ForbiddenError):
            await correct_opinion(db, opinion.id, "Dix arbres, et non douze.", by=engineer)
        for body in ("Dix arbres, et non douze.", "Dix arbres, et non douze.", "Place du Port."):
            await correct_opinion(db, opinion.id, body, by=samira)
        told = await corrections(db, [opinion.id])
        assert [one.body for one in told[opinion.id]] == ["Dix arbres, et non douze.", "Place du Port."]
        read = await one_published(db, samira.territory, citizens.slug, opinion.id)
        assert read.opinion.text == "Le comité **demande** douze arbres."
        assert (await ordered(db, "corrected"), await sound(db)) == (2, [])

    async def test_nobody_elsewhere_corrects_it(self, db, opinion, someone, elsewhere, samira, roads, today):
        await publish_opinion(db, opinion.id, roads.id, today + DAY, by=samira)
        with pytest.raises(NotFoundError):
            await correct_opinion(db, opinion.id, "Non.", by=await someone(Role.ORGANISER, at=elsewhere))


async def test_it_is_found_by_its_words_once_everyone_reads_it(
    db, opinion, samira, roads, today, someone, elsewhere
):
    assert await found(db, samira, "arbres") == []
    await publish_opinion(db, opinion.id, roads.id, today + DAY, by=samira)
    for typed, there in (("ARBRE", 1), ("place demand", 1), ("bancs", 0), ("", 0)):
        assert len(await found(db, samira, typed)) == there, typed
    [told] = await found(db, samira, "arbres")
    assert (told.title, told.path.startswith("/panels/")) == ("Des arbres sur la place", True)
    assert len(await newest(db, samira.territory, most=5)) == 1
    assert await newest(db, samira.territory, before=opinion.id, most=5) == []
    assert await found(db, await someone(at=elsewhere), "arbres") == []


PLANTED = {
    "panel-opinions-are-of-citizens": "UPDATE panel SET kind = 'testers'",
    "panel-opinions-stay-in-their-territory": "UPDATE opinion SET territory_id = :elsewhere",
    "panel-opinions-are-corrected-once-read": (
        "INSERT INTO opinion_correction SELECT gen_random_uuid(), territory_id, id, 'Onze.', okote_now(), "
        "written_by FROM opinion"
    ),
    "panel-opinions-are-late-after-their-day": (
        "UPDATE opinion SET published_at = okote_now(), published_by = written_by, "
        "told_late_at = okote_now(), due_on = current_date + 9, service_id = (SELECT id FROM service)"
    ),
}


def test_each_invariant_is_planted_once():
    assert set(PLANTED) == {one.name for one in INVARIANTS}


@pytest.mark.parametrize("name", PLANTED)
async def test_what_is_planted_is_found(db, opinion, elsewhere, name):
    assert (await sound(db), opinion.published_at) == ([], None)
    values = {"elsewhere": elsewhere.id} if ":elsewhere" in PLANTED[name] else {}
    await db.exec(text(PLANTED[name]).bindparams(**values))
    assert await sound(db) == [name]
