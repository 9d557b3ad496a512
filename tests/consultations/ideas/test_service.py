"""Residents propose, support and report; the administration entrusts, answers and moderates."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from consultations.ideas.events import IdeaAnswered, IdeaEntrusted
from consultations.ideas.finding import Order, Wanted
from consultations.ideas.invariants import INVARIANTS
from consultations.ideas.models import Idea, IdeaSupport
from consultations.ideas.moderated import MODERATED
from consultations.ideas.queries import (
    PER_PAGE,
    any_idea,
    found,
    idea,
    ideas,
    ideas_of,
    steps,
    supported_by,
    waiting_count,
    waiting_ideas,
)
from consultations.ideas.rules import (
    IdeaAnsweredError,
    IdeaGoneError,
    IdeaMovedOnError,
    IdeaState,
    OwnIdeaError,
)
from consultations.ideas.service import (
    IdeaDetails,
    on_account_closed,
    propose,
    support,
    support_no_more,
    take_back,
)
from consultations.ideas.study import answer, entrust
from consultations.moderation.contents import Hiding
from consultations.services.models import Service
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError
from okote.territories.models import Place

BENCH = IdeaDetails("Un banc à mi-pente", "La côte de la gare est longue.", None, "Louise")


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {kind: [hear] for kind in (IdeaEntrusted, IdeaAnswered)}


@pytest.fixture
async def author(someone):
    return await someone()


@pytest.fixture
async def bench(db, author):
    return await propose(db, BENCH, by=author)


async def supporters(db, one):
    return (await any_idea(db, one.territory_id, one.id)).supports


async def titles(db, territory, **wanted):
    return [one.idea.title for one in (await ideas(db, territory.id, Wanted(**wanted))).rows]


async def test_an_idea_is_read_at_once_and_sent_twice_it_is_the_same(db, territory, author, bench):
    assert (await propose(db, BENCH, by=author)).id == bench.id
    assert await titles(db, territory) == ["Un banc à mi-pente"]


async def test_nobody_floods_the_box(db, author):
    for number in range(5):
        await propose(db, IdeaDetails(f"Idée {number}", "Oui."), by=author)
    with pytest.raises(TooManyRequestsError):
        await propose(db, IdeaDetails("Encore une", "Oui."), by=author)


async def test_a_place_of_another_territory_is_none(db, author, elsewhere):
    there = Place(territory_id=elsewhere.id, name="Clairville")
    db.add(there)
    await db.flush()
    with pytest.raises(NotFoundError):
        await propose(db, IdeaDetails("Un banc", "Là-bas.", there.id), by=author)


async def test_each_person_counts_once_and_may_take_it_back(db, bench, author, someone):
    yanis = await someone()
    for _ in range(2):
        await support(db, bench.id, by=yanis)
    await support(db, bench.id, by=await someone())
    assert await supporters(db, bench) == 2
    assert [one.idea.id for one in await supported_by(db, bench.territory_id, yanis.person.id)] == [bench.id]
    await support_no_more(db, bench.id, by=yanis)
    assert await supporters(db, bench) == 1
    with pytest.raises(OwnIdeaError):
        await support(db, bench.id, by=author)


async def test_a_service_answers_and_then_tells_that_it_is_done(
    db, bench, agent, engineer, roads, someone, heard
):
    await entrust(db, bench.id, roads.id, by=agent)
    await answer(db, bench.id, IdeaState.ACCEPTED, "Au printemps.", by=engineer)
    with pytest.raises(IdeaAnsweredError):
        await support(db, bench.id, by=await someone())
    await answer(db, bench.id, IdeaState.DONE, "Le banc est posé.", by=engineer)
    told = [(step.state, name, step.answer) for step, name in await steps(db, bench.id)]
    assert told == [
        ("studied", "Voirie", None),
        ("accepted", "Voirie", "Au printemps."),
        ("done", "Voirie", "Le banc est posé."),
    ]
    assert [type(event) for event in heard] == [IdeaEntrusted, IdeaAnswered, IdeaAnswered]
    with pytest.raises(IdeaMovedOnError):
        await entrust(db, bench.id, roads.id, by=agent)
    assert await violations(db, INVARIANTS) == []
    done = await db.exec(select(AuditEntry).order_by(AuditEntry.id))
    assert [(entry.deed, entry.person_id, entry.called) for entry in done] == [
        ("idea_entrusted", agent.person.id, BENCH.title),
        ("idea_answered", engineer.person.id, BENCH.title),
        ("idea_answered", engineer.person.id, BENCH.title),
    ]


async def test_what_was_refused_may_be_studied_anew(db, bench, agent, engineer, roads):
    await entrust(db, bench.id, roads.id, by=agent)
    with pytest.raises(IdeaMovedOnError):
        await entrust(db, bench.id, roads.id, by=agent)
    await answer(db, bench.id, IdeaState.REFUSED, "Trop étroit.", by=engineer)
    with pytest.raises(IdeaMovedOnError):
        await answer(db, bench.id, IdeaState.DONE, "Posé.", by=engineer)
    await entrust(db, bench.id, roads.id, by=agent)
    assert bench.state is IdeaState.STUDIED


async def test_nobody_else_entrusts_answers_or_moderates(db, bench, agent, roads, someone, elsewhere):
    other = Service(
        territory_id=bench.territory_id, name="Écoles", email="ecoles@exemple.test", created_at=await db.now()
    )
    db.add(other)
    await db.flush()
    teacher, resident = await someone(Role.SERVICE, scope=other.id), await someone()
    for stranger in (resident, teacher):
        with pytest.raises(ForbiddenError):
            await entrust(db, bench.id, roads.id, by=stranger)
    await entrust(db, bench.id, roads.id, by=agent)
    with pytest.raises(ForbiddenError):
        await answer(db, bench.id, IdeaState.ACCEPTED, "Oui.", by=teacher)
    with pytest.raises(ForbiddenError):
        await take_back(db, bench.id, by=resident)
    with pytest.raises(NotFoundError):
        await entrust(db, bench.id, roads.id, by=await someone(Role.AGENT, at=elsewhere))


async def test_a_retired_service_is_entrusted_with_nothing(db, bench, agent, roads):
    roads.retired_at = await db.now()
    with pytest.raises(NotFoundError):
        await entrust(db, bench.id, roads.id, by=agent)


async def test_an_agent_decides_nothing_about_their_own_idea(db, agent, roads):
    own = await propose(db, BENCH, by=agent)
    with pytest.raises(OwnIdeaError):
        await entrust(db, own.id, roads.id, by=agent)


async def test_what_is_taken_down_only_its_author_reads_and_its_supports_come_back(
    db, territory, bench, author, agent, someone, roads
):
    yanis = await someone()
    await support(db, bench.id, by=yanis)
    await MODERATED.hide(db, bench.id, Hiding(await db.now(), agent.person.id, "Insulte un voisin."))
    assert (await idea(db, author, bench.id)).idea.hidden_because == "Insulte un voisin."
    assert await titles(db, territory) == []
    for use_case in (idea(db, yanis, bench.id), support(db, bench.id, by=yanis)):
        with pytest.raises(NotFoundError):
            await use_case
    with pytest.raises(IdeaGoneError):
        await entrust(db, bench.id, roads.id, by=agent)
    await MODERATED.show(db, bench.id)
    assert (await titles(db, territory), await supporters(db, bench)) == (["Un banc à mi-pente"], 1)


async def test_its_author_takes_it_back_until_it_is_answered(db, bench, author, agent, engineer, roads):
    await entrust(db, bench.id, roads.id, by=agent)
    await answer(db, bench.id, IdeaState.REFUSED, "Trop étroit.", by=engineer)
    with pytest.raises(IdeaAnsweredError):
        await take_back(db, bench.id, by=author)
    await entrust(db, bench.id, roads.id, by=agent)
    await take_back(db, bench.id, by=author)
    with pytest.raises(IdeaGoneError):
        await answer(db, bench.id, IdeaState.ACCEPTED, "Oui.", by=engineer)
    assert [one.idea.id for one in await ideas_of(db, bench.territory_id, author.person.id)] == [bench.id]


async def test_what_waits_for_whom(db, bench, agent, engineer, roads, author):
    assert [await waiting_count(db, one) for one in (agent, engineer)] == [1, 0]
    await entrust(db, bench.id, roads.id, by=agent)
    assert [await waiting_count(db, one) for one in (agent, engineer)] == [0, 1]
    assert [one.idea.id for one in await waiting_ideas(db, engineer)] == [bench.id]
    assert await waiting_ideas(db, agent) == []


async def test_ideas_are_found_by_words_place_and_state(db, territory, place, author, bench, agent, roads):
    sector = Place(territory_id=territory.id, name="Le Quai", parent_id=place.id)
    db.add(sector)
    await db.flush()
    await propose(db, IdeaDetails("Des vélos au quai", "À louer.", sector.id), by=author)
    await entrust(db, bench.id, roads.id, by=agent)
    assert await titles(db, territory, typed="velo") == ["Des vélos au quai"]
    assert await titles(db, territory, place=place.id) == ["Des vélos au quai"]
    assert await titles(db, territory, state=IdeaState.STUDIED) == ["Un banc à mi-pente"]
    assert [one.title for one in await found(db, author, "bancs")] == ["Un banc à mi-pente"]
    assert await found(db, author, "?") == []


@pytest.mark.parametrize("order", Order)
async def test_no_page_repeats_or_loses_an_idea(db, territory, someone, order):
    crowd = [await someone() for _ in range(6)]
    for number in range(PER_PAGE * 2 + 1):
        made = await propose(db, IdeaDetails(f"Idée {number}", "Oui."), by=await someone())
        for one in crowd[: number % 6]:
            await support(db, made.id, by=one)
    read, wanted = [], Wanted(order=order)
    for _ in range(3):
        turned = await ideas(db, territory.id, wanted)
        read += [(one.supports, one.idea.id) for one in turned.rows]
        wanted = Wanted(order=order, **(turned.next or {}))
    assert turned.next is None
    assert len(set(read)) == PER_PAGE * 2 + 1
    key = (lambda one: one) if order is Order.SUPPORTED else (lambda one: one[1])
    assert order is Order.LOT or read == sorted(read, key=key, reverse=True)


async def test_what_somebody_proposed_stays_without_their_name(db, bench, author, someone):
    taken_back = await propose(db, IdeaDetails("Rien", "Non."), by=author)
    await take_back(db, taken_back.id, by=author)
    other = await propose(db, IdeaDetails("Un kiosque", "Oui."), by=await someone())
    await support(db, other.id, by=author)
    await db.flush()
    await on_account_closed(db, AccountClosed(author.person.id))
    left = (await db.exec(select(Idea).execution_options(populate_existing=True).order_by(Idea.id))).all()
    assert [(one.title, one.public_name) for one in left] == [
        ("Un banc à mi-pente", None),
        ("Un kiosque", None),
    ]
    assert (await db.exec(select(IdeaSupport))).all() == []


PLANTED = {
    "idea-is-where-its-latest-step-is": "UPDATE idea SET since = since + interval '1 hour'",
    "idea-stays-in-its-territory": "UPDATE idea_step SET territory_id = (SELECT id FROM territory"
    " WHERE slug = 'val-clair')",
    "idea-says-its-latest-version": "UPDATE idea_version SET content = jsonb_set(content, '{place}', '0')",
    "idea-versions-run-on": (
        "INSERT INTO idea_version (id, territory_id, idea_id, number, content, sha256, substantial, at, by)"
        " SELECT gen_random_uuid(), territory_id, idea_id, 7, content, sha256, false, at, by"
        " FROM idea_version"
    ),
    "idea-is-supported-in-a-version": "UPDATE idea_support SET version = 2",
    "idea-is-found-by-its-title": "UPDATE idea_trigram SET size = 2",
    "idea-is-replaced-by-others": "UPDATE idea SET replaced_at = since",
    "idea-is-not-supported-by-its-author": "UPDATE idea_support SET person_id = (SELECT person_id FROM idea)",
    "idea-keeps-nothing-for-closed-accounts": (
        "UPDATE person SET closed_at = now(), email = NULL WHERE id = (SELECT person_id FROM idea)"
    ),
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
async def test_what_is_planted_is_found(db, bench, agent, roads, someone, elsewhere, invariant):
    await entrust(db, bench.id, roads.id, by=agent)
    await support(db, bench.id, by=await someone())
    await db.flush()
    assert await violations(db, INVARIANTS) == []
    await db.exec(text(PLANTED[invariant.name]))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [invariant.name]
