"""Told, sent, asked, passed on, answered, closed, opened again: by whom, who reads it, what is noted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consultations.difficulties import queries
from consultations.difficulties.access import handles
from consultations.difficulties.events import (
    DifficultyLate,
    DifficultyMoved,
    DifficultyTold,
    DifficultyUnseen,
)
from consultations.difficulties.handling import (
    acknowledge,
    answer,
    ask,
    close_answered,
    note_read,
    pass_on,
    remind,
    send,
    take_back,
)
from consultations.difficulties.invariants import INVARIANTS
from consultations.difficulties.models import DifficultyDocument, DifficultyStep
from consultations.difficulties.personal import FORGETS
from consultations.difficulties.rules import (
    AnsweredBy,
    Category,
    DifficultyMovedOnError,
    DifficultyState,
    NoAccountError,
    OwnDifficultyError,
    Reach,
    SameServiceError,
    StepKind,
    Terms,
    Way,
)
from consultations.difficulties.service import (
    add_document,
    close,
    enter,
    on_account_closed,
    reopen,
    reply,
    tell,
)
from consultations.difficulties.terms import set_terms
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError, TooManyRequestsError
from okote.platform.files.papers import kept_paper
from okote.privacy.service import forget
from tests.consultations.difficulties.conftest import RENT

CALL = Reach(AnsweredBy.TELEPHONE, "Mme Roth", "01 02 03 04 05")


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    kinds = (DifficultyTold, DifficultyMoved, DifficultyUnseen, DifficultyLate)
    return {kind: [hear] for kind in kinds}


async def broken(db):
    return {one.invariant.name for one in await violations(db, INVARIANTS)}


async def deeds(db, person):
    statement = select(AuditEntry.deed).where(AuditEntry.person_id == person.person.id)
    return (await db.exec(statement.order_by(col(AuditEntry.id)))).all()


async def test_told_without_a_service_an_agent_sends_it_and_reads_it_no_longer(
    db, resident, rent, agent, carer, care, heard, seen
):
    assert (rent.state, rent.number, rent.service_id) == (DifficultyState.TOLD, 1, None)
    assert (await tell(db, RENT, by=resident)).id == rent.id, "sent twice"
    assert (handles(agent, rent), handles(carer, rent)) == (True, False)
    with pytest.raises(NotFoundError):
        await queries.handled(db, carer, rent.id)
    step = await send(db, rent.id, care.id, by=agent)
    assert heard == [DifficultyTold(rent.id), DifficultyMoved(step.id)]
    assert (handles(carer, rent), handles(agent, rent)) == (True, False)
    with pytest.raises(NotFoundError):
        await queries.handled(db, agent, rent.id)
    with pytest.raises(NotFoundError):
        await send(db, rent.id, care.id, by=agent)
    await acknowledge(db, rent.id, by=carer)
    assert (rent.state, rent.acknowledged_late) == (DifficultyState.ACKNOWLEDGED, False)
    assert await broken(db) == set()


async def test_each_look_and_each_step_of_the_administration_is_noted_without_a_word_of_it(
    db, rent, agent, carer, care, seen, resident
):
    await note_read(db, rent, by=agent)
    await send(db, rent.id, care.id, by=agent)
    await ask(db, rent.id, "Depuis quand ?", await seen(rent), by=carer)
    await reply(db, rent.id, "Depuis mars.", by=resident)
    await answer(db, rent.id, "Appelez-nous.", await seen(rent), by=carer)
    assert await deeds(db, agent) == ["difficulty_read", "difficulty_sent"]
    assert await deeds(db, carer) == ["difficulty_asked", "difficulty_answered"]
    assert await deeds(db, resident) == []
    entries = (await db.exec(select(AuditEntry).order_by(col(AuditEntry.id)))).all()
    told = " ".join(f"{one.before} {one.after} {one.called} {one.reason}" for one in entries)
    assert not {"loyer", "mars", "Appelez", "Depuis"} & set(told.replace(".", " ").split())


async def test_passed_on_the_first_service_reads_it_no_longer_and_may_do_nothing(
    db, resident, roads, engineer, care, carer, seen, agent
):
    rent = await tell(db, replace(RENT, service_id=roads.id), by=resident)
    due = rent.answer_by
    with pytest.raises(SameServiceError):
        await pass_on(db, rent.id, roads.id, "Pour nous ?", await seen(rent), by=engineer)
    await pass_on(db, rent.id, care.id, "C’est pour vous.", await seen(rent), by=engineer)
    assert (rent.state, rent.service_id, rent.answer_by) == (DifficultyState.SENT, care.id, due)
    assert (handles(engineer, rent), handles(carer, rent)) == (False, True)
    for use_case in (
        acknowledge(db, rent.id, by=engineer),
        answer(db, rent.id, "Oui.", await seen(rent), by=engineer),
        queries.handled(db, engineer, rent.id),
    ):
        with pytest.raises(NotFoundError):
            await use_case
    await pass_on(db, rent.id, None, "Je ne sais pas.", await seen(rent), by=carer)
    assert (rent.state, rent.service_id) == (DifficultyState.TOLD, None)
    assert (handles(agent, rent), handles(carer, rent)) == (True, False)
    assert [words for step, _ in await queries.thread(db, rent.id) if (words := step.words)] == [
        "C’est pour vous.",
        "Je ne sais pas.",
    ]
    assert await broken(db) == set()


async def test_nobody_answers_words_that_they_have_not_read(db, resident, roads, engineer, seen):
    rent = await tell(db, replace(RENT, service_id=roads.id), by=resident)
    read = await seen(rent)
    await reply(db, rent.id, "Et l’eau est coupée.", by=resident)
    with pytest.raises(DifficultyMovedOnError):
        await answer(db, rent.id, "Voilà.", read, by=engineer)
    await answer(db, rent.id, "Voilà.", await seen(rent), by=engineer)
    with pytest.raises(DifficultyMovedOnError):
        await answer(db, rent.id, "Encore.", await seen(rent), by=engineer)
    with pytest.raises(DifficultyMovedOnError):
        await reply(db, rent.id, "Merci.", by=resident)


async def test_closed_by_who_told_it_and_opened_again(db, resident, roads, engineer, seen):
    rent = await tell(db, replace(RENT, service_id=roads.id), by=resident)
    with pytest.raises(NotFoundError):
        await close(db, rent.id, by=engineer)
    await answer(db, rent.id, "Voilà.", await seen(rent), by=engineer)
    await close(db, rent.id, helped=False, by=resident)
    assert (rent.state, rent.helped) == (DifficultyState.CLOSED, False)
    assert rent.forget_at == rent.closed_at + timedelta(days=365)
    await reopen(db, rent.id, "Non.", by=resident)
    assert (rent.state, rent.service_id, rent.helped, rent.closed_at) == (
        DifficultyState.SENT,
        roads.id,
        None,
        None,
    )
    roads.retired_at = await db.now()
    await close(db, rent.id, helped=True, by=resident)
    assert rent.helped is None, "it has no answer that could have helped"
    await reopen(db, rent.id, "Encore.", by=resident)
    assert (rent.state, rent.service_id) == (DifficultyState.TOLD, None)
    assert await broken(db) == set()


async def test_at_the_counter_an_agent_speaks_for_who_has_no_account(db, agent, roads, engineer, seen):
    with pytest.raises(NoAccountError):
        await enter(db, RENT, Way.COUNTER, by=agent)
    said = replace(RENT, service_id=roads.id, reach=CALL)
    with pytest.raises(ForbiddenError):
        await enter(db, said, Way.TELEPHONE, by=engineer)
    rent = await enter(db, said, Way.TELEPHONE, by=agent)
    assert (await enter(db, said, Way.TELEPHONE, by=agent)).id == rent.id
    assert (rent.person_id, rent.entered_by, handles(agent, rent)) == (None, agent.person.id, True)
    await ask(db, rent.id, "Depuis quand ?", await seen(rent), by=engineer)
    await reply(db, rent.id, "Depuis mars.", by=agent)
    assert rent.state is DifficultyState.ACKNOWLEDGED
    with pytest.raises(NotFoundError):
        await answer(db, rent.id, "Non.", await seen(rent), by=agent)
    await answer(db, rent.id, "Voilà.", await seen(rent), by=engineer)
    await close(db, rent.id, helped=True, by=agent)
    assert await deeds(db, agent) == ["difficulty_entered", "difficulty_replied", "difficulty_closed"]
    assert await broken(db) == set()


async def test_nobody_handles_their_own_nor_reads_it_by_having_another_role(db, someone, roads, care):
    both = await someone(Role.SERVICE, scope=roads.id)
    rent = await tell(db, replace(RENT, service_id=roads.id), by=both)
    assert not handles(both, rent)
    with pytest.raises(OwnDifficultyError):
        await acknowledge(db, rent.id, by=both)
    assert (await queries.desk(db, both)).own == []
    agent = await someone(Role.AGENT)
    mine = await tell(db, RENT, by=agent)
    with pytest.raises(OwnDifficultyError):
        await send(db, mine.id, care.id, by=agent)
    assert await queries.waiting_count(db, agent) == 0


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ORGANISER, Role.ELECTED, Role.ACCOUNTANT])
async def test_nobody_else_of_the_administration_reads_a_word(db, someone, rent, role, elsewhere, seen):
    other = await someone(role)
    assert not handles(other, rent)
    for use_case in (queries.handled(db, other, rent.id), queries.own(db, other, rent.number)):
        with pytest.raises(NotFoundError):
            await use_case
    found = await queries.desk(db, other)
    assert (found.to_send, found.own, found.spoken, found.overdue) == ([], [], [], [])
    neighbour = await someone(Role.AGENT, at=elsewhere)
    assert (await queries.desk(db, neighbour)).to_send == []
    with pytest.raises(NotFoundError):
        await send(db, rent.id, rent.id, by=neighbour)


async def test_what_is_overdue_is_reminded_of_once_and_taken_back(
    db, resident, roads, engineer, agent, heard, someone, care
):
    rent = await tell(db, replace(RENT, service_id=roads.id), by=resident)
    with pytest.raises(DifficultyMovedOnError):
        await take_back(db, rent.id, by=agent)
    rent.acknowledge_by -= timedelta(days=4)
    rent.answer_by -= timedelta(days=31)
    await db.flush()
    heard.clear()
    assert [await remind(db, resident.territory, most=9) for _ in "ab"] == [1, 0]
    assert heard == [DifficultyUnseen(rent.id), DifficultyLate(rent.id)]
    administrator = await someone(Role.ADMINISTRATOR)
    assert [one.difficulty.number for one in await queries.overdue(db, administrator)] == [rent.number]
    assert await queries.overdue(db, engineer) == []
    with pytest.raises(ForbiddenError):
        await take_back(db, rent.id, by=administrator)
    await take_back(db, rent.id, by=agent)
    await send(db, rent.id, care.id, by=agent)
    assert (rent.told_unseen, rent.told_late) == (False, False)
    await remind(db, resident.territory, most=9)
    assert heard[-1] == DifficultyLate(rent.id), "the service that has it now is reminded in its turn"
    assert await broken(db) == set()


async def test_an_answer_is_late_or_not_whatever_comes_after(db, resident, roads, engineer, seen):
    rent = await tell(db, replace(RENT, service_id=roads.id), by=resident)
    rent.answer_by -= timedelta(days=31)
    await answer(db, rent.id, "Voilà.", await seen(rent), by=engineer)
    assert (rent.acknowledged_late, rent.answered_late) == (False, True)
    await reopen(db, rent.id, "Non.", by=resident)
    await answer(db, rent.id, "Ainsi.", await seen(rent), by=engineer)
    assert rent.answered_late is True


async def test_an_answer_to_which_nobody_reacts_is_closed_and_all_of_it_forgotten_in_its_time(
    db, resident, roads, engineer, seen, someone, tmp_path
):
    administrator = await someone(Role.ADMINISTRATOR)
    with pytest.raises(ForbiddenError):
        await set_terms(db, Terms(), by=engineer)
    await set_terms(db, Terms(2, 20, react=10, keep=5, by_service={roads.id: 7}), by=administrator)
    rent = await tell(db, replace(RENT, service_id=roads.id), by=resident)
    assert (rent.answer_by - rent.acknowledge_by).days == 5
    paper = await add_document(db, rent.id, "Bail", b"%PDF-1.7 %%EOF", folder=tmp_path, by=resident)
    await answer(db, rent.id, "Voilà.", await seen(rent), by=engineer)
    assert await close_answered(db, resident.territory, most=9) == 0
    rent.since -= timedelta(days=11)
    rent.told_at -= timedelta(days=11)
    await db.flush()
    assert await close_answered(db, resident.territory, most=9) == 1
    assert (rent.state, rent.helped) == (DifficultyState.CLOSED, None)
    assert [await forget(db, one, uploads=tmp_path) for one in FORGETS] == [0, 0, 0]
    await set_terms(db, Terms(keep=1), by=administrator)
    await db.refresh(rent)
    assert rent.forget_at == rent.closed_at + timedelta(days=1), "what is closed follows the new terms"
    rent.forget_at = rent.closed_at - timedelta(minutes=1)
    await db.flush()
    file = kept_paper(tmp_path, paper)
    assert file.exists()
    assert [await forget(db, one, uploads=tmp_path) for one in FORGETS] == [1, 2 + 1, 1]
    await db.refresh(rent)
    assert (rent.emptied, rent.body, rent.person_id, rent.category) == (True, "", None, Category.ECONOMIC)
    assert not file.exists()
    assert await queries.mine(db, resident) == []
    assert [await forget(db, one, uploads=tmp_path) for one in FORGETS] == [0, 0, 0]
    assert await broken(db) == set()


async def test_a_closed_account_takes_all_of_it_along_also_what_is_open(db, resident, rent, agent, tmp_path):
    await add_document(db, rent.id, "Bail", b"%PDF-1.7 %%EOF", folder=tmp_path, by=resident)
    await reply(db, rent.id, "Et l’eau.", by=resident)
    await on_account_closed(db, AccountClosed(resident.person.id))
    await db.refresh(rent)
    assert (rent.emptied, rent.state) == (True, DifficultyState.CLOSED)
    for table in (DifficultyStep, DifficultyDocument):
        assert (await db.exec(select(table).order_by(col(table.id)))).all() == []
    assert (await queries.desk(db, agent)).to_send == []
    assert await broken(db) == set()


async def test_five_a_day(db, resident):
    for number in range(5):
        await tell(db, replace(RENT, body=f"{number}"), by=resident)
    with pytest.raises(TooManyRequestsError):
        await tell(db, replace(RENT, body="Encore"), by=resident)


async def test_invariants_find_what_is_planted(db, rent, resident, roads):
    await db.exec(text("UPDATE difficulty SET told_at = told_at - interval '1 day'"))
    assert await broken(db) == {"difficulty-is-where-its-latest-step-is"}
    own = DifficultyStep(
        territory_id=rent.territory_id,
        difficulty_id=rent.id,
        kind=StepKind.ANSWERED,
        state=DifficultyState.TOLD,
        words="Moi.",
        at=rent.since,
        by=resident.person.id,
    )
    db.add(own)
    await db.flush()
    assert await broken(db) == {"difficulty-is-not-handled-by-who-told-it"}
    await db.exec(
        text(
            "UPDATE difficulty SET emptied = true, body = '', person_id = NULL, state = 'closed', "
            "closed_at = since"
        )
    )
    assert await broken(db) == {"difficulty-that-is-emptied-holds-nothing"}
