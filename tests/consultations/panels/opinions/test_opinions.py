"""Opinions are adopted, published, answered by the service that was asked; late is said."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from consultations.feature import FEATURE
from consultations.panels.opinions.invariants import INVARIANTS
from consultations.panels.opinions.queries import (
    addresses,
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
    publish_opinion,
    remove_opinion,
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
    orders = text("SELECT args ->> 'answered' FROM procrastinate_jobs WHERE task_name = :name ORDER BY id")
    ordered = (await db.exec(orders.bindparams(name="panels.opinions.write"))).scalars().all()
    assert ordered == ["false", "true"]
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


PLANTED = {
    "panel-opinions-are-of-citizens": "UPDATE panel SET kind = 'testers'",
    "panel-opinions-stay-in-their-territory": "UPDATE opinion SET territory_id = :elsewhere",
}


@pytest.mark.parametrize("name", PLANTED)
async def test_what_is_planted_is_found(db, opinion, elsewhere, name):
    assert (await sound(db), opinion.published_at) == ([], None)
    values = {"elsewhere": elsewhere.id} if ":elsewhere" in PLANTED[name] else {}
    await db.exec(text(PLANTED[name]).bindparams(**values))
    assert await sound(db) == [name]
