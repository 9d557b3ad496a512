"""Services study, by a day, with reasons; nobody studies what they wrote."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.rules import IdeaDueError, IdeaGoneError, IdeaMovedOnError, IdeaState, OwnIdeaError
from consultations.ideas.service import propose, take_back
from consultations.ideas.study import answer, entrust
from consultations.services.models import Service
from consultations.studying.access import idea_of, studies_of
from consultations.studying.events import StudyAsked
from consultations.studying.invariants import INVARIANTS
from consultations.studying.models import StudyView
from consultations.studying.rules import (
    Basis,
    Cost,
    Feasible,
    StudyAnsweringError,
    StudyAskedError,
    StudyEnd,
    StudyViewedError,
    ViewGiven,
    ViewReasonsError,
)
from consultations.studying.service import ask, give_view, pass_on, release, set_due, write_note
from consultations.studying.terms import days_of, set_days
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, StaleError
from tests.consultations.studying.conftest import BENCH

YES = ViewGiven(admissible=True, feasible=Feasible.YES)
NO = ViewGiven(admissible=True, feasible=Feasible.NO, reasons="Le trottoir est trop étroit.")


def costing(minor, **more):
    cost = Cost(minor, Basis.QUOTE, date(2020, 1, 2))
    return ViewGiven(admissible=True, feasible=Feasible.YES, cost=cost, **more)


async def kept(db, idea):
    return [(one.answers, one.ended, one.viewed_at is not None) for one in await studies_of(db, idea.id)]


async def test_who_is_entrusted_with_an_idea_has_thirty_days(db, territory, studied):
    (study,) = await studies_of(db, studied.id)
    assert (study.answers, study.due_at, study.ended) == (True, studied.due_at, None)
    assert territory.day(study.last_moment) == territory.day(await db.now()) + timedelta(days=30)


async def test_an_administrator_sets_the_usual_days(db, bench, roads, agent, someone, territory):
    administrator = await someone(Role.ADMINISTRATOR)
    await set_days(db, None, 45, by=administrator)
    await set_days(db, None, 10, by=administrator)
    assert await days_of(db, territory.id, None) == 10
    await entrust(db, bench.id, roads.id, by=agent)
    assert territory.day(bench.last_moment) == territory.day(await db.now()) + timedelta(days=10)
    with pytest.raises(ForbiddenError):
        await set_days(db, None, 5, by=agent)


async def test_a_day_is_chosen_and_moved_and_never_over(db, bench, roads, agent, engineer):
    at = await db.now()
    for wrong in (at, at - timedelta(days=1), at + timedelta(days=400)):
        with pytest.raises(IdeaDueError):
            await entrust(db, bench.id, roads.id, wrong, by=agent)
    await entrust(db, bench.id, roads.id, at + timedelta(days=5), by=agent)
    (study,) = await studies_of(db, bench.id)
    study.told_soon = True
    await set_due(db, study.id, at + timedelta(days=50), by=agent)
    assert (study.due_at, study.due_at, study.told_soon) == (bench.due_at, at + timedelta(days=50), False)
    with pytest.raises(ForbiddenError):
        await set_due(db, study.id, at + timedelta(days=90), by=engineer)
    with pytest.raises(IdeaDueError):
        await set_due(db, study.id, at, by=agent)


async def test_several_services_give_their_view_and_the_answer_ends_all(
    db, studied, asked, engineer, gardener, roads, parks, heard
):
    assert heard == [StudyAsked(asked.id)]
    await give_view(db, studied.id, roads.id, costing(120_000), expected=0, by=engineer)
    await give_view(db, studied.id, parks.id, NO, expected=0, by=gardener)
    await give_view(db, studied.id, parks.id, YES, expected=1, by=gardener)
    views = (await db.exec(select(StudyView).order_by(StudyView.id))).all()
    assert [(one.number, one.feasible, one.idea_version) for one in views] == [
        (1, "yes", 1),
        (1, "no", 1),
        (2, "yes", 1),
    ]
    await answer(db, studied.id, IdeaState.ACCEPTED, "Au printemps.", by=engineer)
    for one in await studies_of(db, studied.id):
        await db.refresh(one)
    assert await kept(db, studied) == [(True, StudyEnd.ANSWERED, True), (False, StudyEnd.ANSWERED, True)]
    await give_view(db, studied.id, roads.id, costing(150_000), expected=1, by=engineer)
    await answer(db, studied.id, IdeaState.DONE, "Posé.", by=engineer)
    with pytest.raises(IdeaMovedOnError):
        await give_view(db, studied.id, roads.id, YES, expected=2, by=engineer)
    deeds = [one.deed for one in (await db.exec(select(AuditEntry).order_by(AuditEntry.id))).all()]
    assert deeds.count("study_viewed") == 4


async def test_a_no_without_reasons_is_none(db, studied, roads, engineer):
    with pytest.raises(ViewReasonsError):
        await give_view(db, studied.id, roads.id, replace(NO, reasons=""), expected=0, by=engineer)


async def test_a_view_that_was_replaced_meanwhile_is_read_first(db, studied, roads, engineer):
    await give_view(db, studied.id, roads.id, YES, expected=0, by=engineer)
    with pytest.raises(StaleError):
        await give_view(db, studied.id, roads.id, NO, expected=0, by=engineer)


async def test_a_service_is_asked_once_and_passes_on_what_is_not_its_business(
    db, studied, asked, roads, parks, agent, engineer, gardener
):
    later = await db.now() + timedelta(days=9)
    for service in (roads, parks):
        with pytest.raises(StudyAskedError):
            await ask(db, studied.id, service.id, later, "", by=agent)
    (answering, _) = await studies_of(db, studied.id)
    for use_case in (release(db, answering.id, by=agent), pass_on(db, answering.id, parks.id, by=agent)):
        with pytest.raises(StudyAnsweringError):
            await use_case
    with pytest.raises(ForbiddenError):
        await release(db, asked.id, by=engineer)
    with pytest.raises(StudyAskedError):
        await pass_on(db, asked.id, roads.id, by=gardener)


async def test_who_was_released_reads_no_more_and_may_be_asked_again(
    db, studied, asked, parks, agent, gardener
):
    assert (await idea_of(db, gardener, studied.id)).id == studied.id
    await release(db, asked.id, by=gardener)
    with pytest.raises(ForbiddenError):
        await idea_of(db, gardener, studied.id)
    for use_case in (
        give_view(db, studied.id, parks.id, YES, expected=0, by=gardener),
        release(db, asked.id, by=gardener),
    ):
        with pytest.raises((IdeaMovedOnError, NotFoundError)):
            await use_case
    again = await ask(db, studied.id, parks.id, await db.now() + timedelta(days=3), "", by=agent)
    await give_view(db, studied.id, parks.id, YES, expected=0, by=gardener)
    with pytest.raises(StudyViewedError):
        await release(db, again.id, by=gardener)


async def test_what_is_passed_on_keeps_its_question_and_its_day(db, studied, asked, someone, gardener):
    water = Service(
        territory_id=studied.territory_id, name="Eau", email="eau@exemple.test", created_at=await db.now()
    )
    db.add(water)
    await db.flush()
    passed = await pass_on(db, asked.id, water.id, by=gardener)
    assert (passed.question, passed.due_at) == (asked.question, asked.due_at)
    assert asked.ended is StudyEnd.PASSED_ON
    water.retired_at = await db.now()
    plumber = await someone(Role.SERVICE, scope=water.id)
    await give_view(db, studied.id, water.id, YES, expected=0, by=plumber)


async def test_a_retired_service_is_asked_nothing(db, studied, parks, agent):
    parks.retired_at = await db.now()
    with pytest.raises(NotFoundError):
        await ask(db, studied.id, parks.id, await db.now() + timedelta(days=3), "", by=agent)


async def test_who_was_asked_may_become_the_one_that_answers(db, studied, asked, parks, agent):
    await entrust(db, studied.id, parks.id, by=agent)
    assert await kept(db, studied) == [(True, StudyEnd.PASSED_ON, False), (True, None, False)]
    assert asked.due_at == studied.due_at


async def test_nobody_studies_what_they_wrote(db, bench, roads, parks, agent, someone):
    writer = await someone(Role.SERVICE, scope=roads.id)
    own = await propose(db, BENCH, by=writer)
    await entrust(db, own.id, roads.id, by=agent)
    (study,) = await studies_of(db, own.id)
    later = await db.now() + timedelta(days=3)
    for use_case in (
        give_view(db, own.id, roads.id, YES, expected=0, by=writer),
        write_note(db, own.id, "Oui.", by=writer),
        idea_of(db, writer, own.id),
    ):
        with pytest.raises(OwnIdeaError):
            await use_case
    other = await someone(Role.AGENT)
    joined = {"person_id": other.person.id, "accepted_at": later, "invited_by": writer.person.id}
    given = {"territory_id": own.territory_id, "idea_id": own.id, "language": "fr", "invited_at": later}
    db.add(IdeaAuthor(**given, **joined))
    await db.flush()
    for use_case in (
        ask(db, own.id, parks.id, later, "", by=other),
        set_due(db, study.id, later, by=other),
        idea_of(db, other, own.id),
    ):
        with pytest.raises(OwnIdeaError):
            await use_case


async def test_what_was_taken_back_or_down_is_studied_no_more(db, studied, author, asked, gardener, parks):
    await take_back(db, studied.id, by=author)
    with pytest.raises(IdeaGoneError):
        await give_view(db, studied.id, parks.id, YES, expected=0, by=gardener)
    with pytest.raises(IdeaGoneError):
        await release(db, asked.id, by=gardener)


async def test_strangers_study_nothing(db, studied, asked, someone, parks, elsewhere, engineer):
    resident, there = await someone(), await someone(Role.AGENT, at=elsewhere)
    with pytest.raises(ForbiddenError):
        await write_note(db, studied.id, "Oui.", by=resident)
    with pytest.raises(NotFoundError):
        await write_note(db, studied.id, "Oui.", by=there)
    with pytest.raises(ForbiddenError):
        await give_view(db, studied.id, parks.id, YES, expected=0, by=engineer)
    with pytest.raises(NotFoundError):
        await release(db, asked.id, by=there)


async def test_a_service_that_never_had_it_gives_no_view(db, studied, parks, gardener, agent):
    for who in (gardener, agent):
        with pytest.raises(NotFoundError):
            await give_view(db, studied.id, parks.id, YES, expected=0, by=who)


PLANTED = {
    "study-is-with-who-answers": "UPDATE idea SET due_at = due_at + interval '1 hour'",
    "study-that-is-closed-has-its-answer": (
        "UPDATE idea_study SET ended_at = due_at, ended = 'answered' WHERE NOT answers"
    ),
    "study-stays-in-its-territory": (
        "UPDATE study_note SET territory_id = (SELECT id FROM territory WHERE slug = 'val-clair')"
    ),
    "study-view-is-of-a-service-that-has-it": "UPDATE study_view SET number = 2",
    "study-is-not-by-who-wrote-it": "UPDATE study_view SET by = (SELECT person_id FROM idea)",
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
async def test_what_is_planted_is_found(db, studied, asked, parks, gardener, elsewhere, invariant):
    await give_view(db, studied.id, parks.id, YES, expected=0, by=gardener)
    await write_note(db, studied.id, "Un platane.", by=gardener)
    await db.flush()
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(PLANTED[invariant.name]))
    assert invariant.name in {one.invariant.name for one in await violations(db, INVARIANTS)}


@pytest.mark.parametrize(
    "slip",
    [
        "UPDATE study_view SET feasible = 'no'",
        "UPDATE study_view SET cost_minor = 5",
        "UPDATE study_view SET running_minor = -1",
        "UPDATE idea_study SET ended = 'released'",
        "UPDATE idea_study SET answers = true",
        "UPDATE study_note SET body = ''",
    ],
)
async def test_the_database_refuses_what_the_rules_refuse(db, studied, asked, parks, gardener, slip):
    await give_view(db, studied.id, parks.id, YES, expected=0, by=gardener)
    await write_note(db, studied.id, "Un platane.", by=gardener)
    with pytest.raises(IntegrityError):
        async with db.begin_nested():
            await db.exec(text(slip))


async def test_notes_bear_the_service_that_wrote_them(db, studied, asked, agent, engineer, roads):
    written = [await write_note(db, studied.id, "Racines.", by=one) for one in (engineer, agent)]
    assert [one.service_id for one in written] == [roads.id, None]
