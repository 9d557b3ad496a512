"""Who tries what and when, what is kept of it part by part, and who never does."""

import pytest
from sqlmodel import col, select

from consultations.measures.statistics.seeking import Source
from consultations.measures.statistics.tasks import Outcome
from consultations.panels.members.models import Observer
from consultations.panels.members.rules import ObserverKind, SeatState
from consultations.testing.invariants import INVARIANTS
from consultations.testing.models import (
    Remark,
)
from consultations.testing.queries.sittings import said_so_far, tasks_of
from consultations.testing.rules.sittings import (
    Manner,
    NotAMemberError,
    ObstacleUntriedError,
    OwnProcedureError,
    SavedElsewhereError,
    SeenRatingError,
    SittingOverError,
    SittingUnfinishedError,
)
from consultations.testing.service import answers, campaigns, sittings
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from tests.consultations.testing.conftest import fill, later, levels, number_of
from tests.consultations.testing.conftest import seated as seat_of


async def test_a_sitting_is_one_whatever_device_begins_it(db, campaign, tester):
    who, seat = await tester()
    first = await sittings.begin(db, campaign.id, Manner.ALONE, by=who)
    assert await sittings.begin(db, campaign.id, Manner.ON_SITE, by=who) is first
    assert (first.seat_id, first.person_id, first.manner) == (seat.id, who.person.id, "alone")


async def test_nobody_tries_it_without_a_seat_that_they_took(db, campaign, tester, someone):
    with pytest.raises(NotAMemberError):
        await sittings.begin(db, campaign.id, Manner.ALONE, by=await someone())
    for state in (SeatState.WAITING, SeatState.INVITED, SeatState.DECLINED):
        who, _seat = await tester(state=state)
        with pytest.raises(NotAMemberError):
            await sittings.begin(db, campaign.id, Manner.ALONE, by=who)


async def test_whoever_works_for_the_service_does_not_try_its_letter(db, campaign, tester, roads, samira):
    by_role, _seat = await tester(role=Role.SERVICE, scope=roads.id)
    said_so, seat = await tester(own_service_id=roads.id)
    for who in (by_role, said_so):
        with pytest.raises(OwnProcedureError):
            await sittings.begin(db, campaign.id, Manner.ALONE, by=who)
    with pytest.raises(OwnProcedureError):
        await sittings.begin_for(db, campaign.id, seat.id, Manner.PAPER, by=samira)


async def test_elected_members_and_observers_never_rate(db, campaign, tester, panel, samira):
    elected, _seat = await tester(role=Role.ELECTED)
    with pytest.raises(ForbiddenError):
        await sittings.begin(db, campaign.id, Manner.ALONE, by=elected)
    observer, _seat = await tester()
    at = await db.now()
    db.add(
        Observer(
            territory_id=panel.territory_id,
            panel_id=panel.id,
            kind=next(iter(ObserverKind)),
            name="Ada",
            function="Adjointe",
            person_id=observer.person.id,
            added_at=at,
            added_by=samira.person.id,
        )
    )
    await db.flush()
    with pytest.raises(NotAMemberError):
        await sittings.begin(db, campaign.id, Manner.ALONE, by=observer)


async def test_nobody_tries_a_draft_nor_after_the_end(db, draft, samira, tester, sit):
    who, _seat = await tester()
    with pytest.raises(NotFoundError):
        await sittings.begin(db, draft.id, Manner.ALONE, by=who)
    campaign = await campaigns.open_campaign(db, draft.id, by=samira)
    sitting = await sittings.begin(db, campaign.id, Manner.ALONE, by=who)
    await later(db, campaign, 8)
    for late in (
        sittings.begin(db, campaign.id, Manner.ALONE, by=who),
        answers.save(db, sitting.id, answers.WordsSaid("Oui."), version=0, by=who),
        sittings.send(db, sitting.id, by=who),
    ):
        with pytest.raises(SittingOverError):
            await late


async def test_each_part_is_kept_and_what_is_sent_twice_is_the_same(db, campaign, tester):
    who, _seat = await tester()
    sitting = await sittings.begin(db, campaign.id, Manner.ALONE, by=who)
    first, second = await tasks_of(db, campaign.id)
    said = answers.TasksSaid({first.id: Outcome.ABANDONED}, {first.id: "La date manque."})
    await answers.save(db, sitting.id, said, version=0, by=who)
    await answers.save(db, sitting.id, said, version=0, by=who)
    assert sitting.version == 1
    more = answers.TasksSaid({second.id: Outcome.DONE})
    await answers.save(db, sitting.id, more, version=1, by=who)
    kept = await said_so_far(db, sitting)
    assert kept.outcomes == {first.id: Outcome.ABANDONED, second.id: Outcome.DONE}
    assert await number_of(db, Remark) == 1


async def test_two_devices_learn_of_one_another(db, campaign, tester):
    who, _seat = await tester()
    sitting = await sittings.begin(db, campaign.id, Manner.ALONE, by=who)
    await answers.save(db, sitting.id, answers.QuestionsSaid(levels(2)), version=0, by=who)
    with pytest.raises(SavedElsewhereError):
        async with db.begin_nested():
            await answers.save(db, sitting.id, answers.QuestionsSaid(levels(5)), version=0, by=who)
    await db.refresh(sitting)
    assert sitting.clarity == 2
    await answers.save(db, sitting.id, answers.QuestionsSaid(levels(5)), version=1, by=who)
    assert (sitting.clarity, sitting.version) == (5, 2)


async def test_going_past_a_part_takes_nothing_back(db, campaign, tester):
    who, _seat = await tester()
    sitting = await sittings.begin(db, campaign.id, Manner.ALONE, by=who)
    sought = {Source.COUNTER: False, Source.OTHER: None}
    await answers.save(db, sitting.id, answers.HelpSaid(sought), version=0, by=who)
    await answers.save(db, sitting.id, answers.HelpSaid(None), version=1, by=who)
    assert sitting.sought == {"counter": False, "other": None}
    await answers.save(db, sitting.id, answers.SusSaid([3] * 9 + [None]), version=1, by=who)
    assert sitting.sus == [3] * 9 + [None]


async def test_nobody_stumbles_over_what_they_did_not_try(db, campaign, tester):
    who, _seat = await tester()
    sitting = await sittings.begin(db, campaign.id, Manner.ALONE, by=who)
    first, _second = await tasks_of(db, campaign.id)
    said = answers.TasksSaid({first.id: Outcome.NOT_TRIED}, {first.id: "Trop long."})
    with pytest.raises(ObstacleUntriedError):
        await answers.save(db, sitting.id, said, version=0, by=who)


async def test_whoever_is_watched_rates_out_of_sight(db, campaign, tester):
    who, _seat = await tester()
    sitting = await sittings.begin(db, campaign.id, Manner.ON_SITE, observed=True, by=who)
    with pytest.raises(SeenRatingError):
        await answers.save(db, sitting.id, answers.QuestionsSaid(levels()), version=0, by=who)
    unseen = answers.QuestionsSaid(levels(), out_of_sight=True)
    await answers.save(db, sitting.id, unseen, version=0, by=who)
    assert sitting.out_of_sight


async def test_answers_are_sent_whole_and_stay(db, campaign, tester, sit):
    who, _seat = await tester()
    sitting = await sittings.begin(db, campaign.id, Manner.ALONE, by=who)
    with pytest.raises(SittingUnfinishedError) as refused:
        await sittings.send(db, sitting.id, by=who)
    assert refused.value.parameters == {"tasks": 2, "questions": 3}
    await fill(db, campaign, sitting, who)
    sent = await sittings.send(db, sitting.id, by=who)
    assert await sittings.send(db, sitting.id, by=who) is sent
    with pytest.raises(SittingOverError):
        await answers.save(db, sitting.id, answers.WordsSaid("Encore."), version=9, by=who)
    assert not await violations(db, INVARIANTS)


async def test_nobody_reads_or_changes_what_another_tester_answers(db, campaign, tester, samira, sit):
    who, _seat = await tester()
    other, _seat = await tester()
    sitting = await sit(campaign, who, send=False)
    for somebody in (other, samira):
        with pytest.raises(NotFoundError):
            await answers.save(db, sitting.id, answers.WordsSaid("…"), version=0, by=somebody)
        with pytest.raises(NotFoundError):
            await sittings.send(db, sitting.id, by=somebody)


async def test_an_agent_types_for_whoever_has_no_account(db, campaign, panel, agent, engineer, sit):
    seat = await seat_of(db, panel)
    with pytest.raises(ForbiddenError):
        await sittings.begin_for(db, campaign.id, seat.id, Manner.TELEPHONE, by=engineer)
    typed = await sittings.begin_for(db, campaign.id, seat.id, Manner.TELEPHONE, by=agent)
    assert (typed.typed_by, typed.person_id) == (agent.person.id, None)
    await fill(db, campaign, typed, agent)
    await sittings.send(db, typed.id, by=agent)
    deeds = (await db.exec(select(AuditEntry.deed).order_by(col(AuditEntry.id)))).all()
    assert deeds[-2:] == ["sitting_begun", "sitting_sent"]
    assert (
        "camille" not in str((await db.exec(select(AuditEntry))).all()).lower()
    )  # unordered: looked through


async def test_nobody_types_over_what_a_tester_began(db, campaign, tester, agent):
    who, seat = await tester()
    await sittings.begin(db, campaign.id, Manner.ALONE, by=who)
    with pytest.raises(NotFoundError):
        await sittings.begin_for(db, campaign.id, seat.id, Manner.PAPER, by=agent)
