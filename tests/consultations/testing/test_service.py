"""Who tries what and when, what is kept of it, who reads it from when on, and what becomes of it."""

from dataclasses import replace as replaced
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import text
from sqlmodel import col, delete, func, select, update

from consultations.actions.models import Action
from consultations.actions.rules import Origin
from consultations.measures.statistics.axes import Axis
from consultations.measures.statistics.seeking import Source
from consultations.measures.statistics.severity import Severity
from consultations.measures.statistics.tasks import Outcome
from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.rules import ObserverKind, SeatState
from consultations.panels.models import Volunteer
from consultations.procedures.models import ProcedureVersion
from consultations.ratings.rules import Review
from consultations.testing.invariants import INVARIANTS
from consultations.testing.models import (
    Finding,
    FindingPicture,
    Remark,
    Sitting,
    TaskOutcome,
    TestCampaign,
    TestTask,
)
from consultations.testing.personal import FORGETS
from consultations.testing.queries.findings import findings_read, findings_to_review, journey
from consultations.testing.queries.results import changes_of, found_by, quoted, remarks_to_review
from consultations.testing.queries.sittings import offered_to, said_so_far, seated, tasks_of
from consultations.testing.queries.standing import standing
from consultations.testing.rules.campaigns import (
    CampaignBegunError,
    CampaignDatesError,
    NamesLeftError,
    OtherPanelError,
    SameVersionError,
    TasksMissingError,
)
from consultations.testing.rules.findings import (
    FindingMovedOnError,
    FindingState,
    OthersCountedError,
    ReasonMissingError,
)
from consultations.testing.rules.reading import (
    NotReadingError,
    Reader,
    Stage,
    StillGatheringError,
    StillReadingError,
    TextsUnreadError,
    Thing,
    TooFewAnswersError,
)
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
from consultations.testing.service import answers, campaigns, findings, remarks, results, sittings
from consultations.testing.service.findings import Reviewed, kept_picture
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.identity.visitors import Held
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.files.pictures import NotAPictureError
from tests.consultations.procedures.made import picture
from tests.consultations.testing.conftest import TASKS, fill, found, levels, panel_of
from tests.consultations.testing.conftest import seated as seat_of


async def stage_of(db, campaign):
    return (await standing(db, campaign.territory_id, campaign.id)).stage


async def number_of(db, table, *conditions):
    return (await db.exec(select(func.count()).select_from(table).where(*conditions))).one()


async def later(db, campaign, days):
    """As if so many days more had gone by since the test was opened."""
    back = timedelta(days=days)
    moved = {
        name: getattr(campaign, name) - back
        for name in ("opens_at", "closes_at", "opened_at", "handed_over_at", "replied_at", "published_at")
        if getattr(campaign, name) is not None
    }
    await db.exec(update(Sitting).values(begun_at=col(Sitting.begun_at) - back))
    sent = col(Sitting.completed_at).is_not(None)
    await db.exec(update(Sitting).where(sent).values(completed_at=col(Sitting.completed_at) - back))
    await db.exec(update(TestCampaign).where(col(TestCampaign.id) == campaign.id).values(**moved))
    await db.refresh(campaign)


# Written and opened


async def test_a_test_is_written_of_a_version_and_opened_to_its_panel(db, samira, draft, version):
    assert await stage_of(db, draft) is Stage.PLANNED
    opened = await campaigns.open_campaign(db, draft.id, by=samira)
    assert await stage_of(db, opened) is Stage.GATHERING
    await db.refresh(version)
    assert version.tested_at is not None, "nobody reopens what testers read"
    assert [one.says for one in await tasks_of(db, draft.id)] == [one.says for one in TASKS]
    assert opened.smallest_group == 3
    assert not await violations(db, INVARIANTS)


async def test_nothing_is_opened_of_which_nobody_removed_the_names(
    db, samira, details, version_of, procedure
):
    other = await version_of(procedure, cleared=False)
    draft = await campaigns.write_campaign(db, replaced(details, version_id=other.id), by=samira)
    with pytest.raises(NamesLeftError):
        await campaigns.open_campaign(db, draft.id, by=samira)


async def test_a_test_needs_tasks_and_days(db, samira, details):
    with pytest.raises(TasksMissingError):
        await campaigns.write_campaign(db, replaced(details, tasks=()), by=samira)
    backwards = replaced(details, last_day=details.first_day - timedelta(days=1))
    with pytest.raises(CampaignDatesError):
        await campaigns.write_campaign(db, backwards, by=samira)
    past = replaced(details, first_day=details.first_day - timedelta(days=1))
    draft = await campaigns.write_campaign(db, past, by=samira)
    with pytest.raises(CampaignDatesError):
        await campaigns.open_campaign(db, draft.id, by=samira)


async def test_what_testers_are_given_stays_once_it_is_open(db, samira, campaign, details):
    with pytest.raises(CampaignBegunError):
        await campaigns.change_campaign(db, campaign.id, details, by=samira)
    with pytest.raises(CampaignBegunError):
        await campaigns.remove_campaign(db, campaign.id, by=samira)
    was = campaign.closes_at
    with pytest.raises(CampaignDatesError):
        await campaigns.prolong(db, campaign.id, details.last_day - timedelta(days=1), by=samira)
    longer = await campaigns.prolong(db, campaign.id, details.last_day + timedelta(days=2), by=samira)
    assert longer.closes_at == was + timedelta(days=2)


async def test_a_draft_is_changed_whole_or_thrown_away(db, samira, draft, details):
    fewer = replaced(details, tasks=TASKS[:1], asks_sus=True)
    assert (await campaigns.change_campaign(db, draft.id, fewer, by=samira)).asks_sus
    assert len(await tasks_of(db, draft.id)) == 1
    await campaigns.remove_campaign(db, draft.id, by=samira)
    assert await number_of(db, TestTask) == 0


async def test_before_and_after_are_two_versions_tried_by_one_panel(
    db, samira, campaign, details, territory, version_of, procedure
):
    with pytest.raises(SameVersionError):
        await campaigns.write_campaign(db, replaced(details, before_id=campaign.id), by=samira)
    other = panel_of(territory, await db.now())
    db.add(other)
    await db.flush()
    later_version = await version_of(procedure)
    after = replaced(details, before_id=campaign.id, version_id=later_version.id)
    with pytest.raises(OtherPanelError):
        await campaigns.write_campaign(db, replaced(after, panel_id=other.id), by=samira)
    assert (await campaigns.write_campaign(db, after, by=samira)).before_id == campaign.id


async def test_organisers_alone_write_tests(db, agent, engineer, details):
    for who in (agent, engineer):
        with pytest.raises(ForbiddenError):
            await campaigns.write_campaign(db, details, by=who)


# Sat


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


# Read


async def test_a_test_is_for_review_once_all_have_answered(db, campaign, tester, sit):
    pairs = [await tester() for _ in range(3)]
    for who, _seat in pairs[:2]:
        await sit(campaign, who)
    assert await stage_of(db, campaign) is Stage.GATHERING
    await sit(campaign, pairs[2][0])
    assert await stage_of(db, campaign) is Stage.REVIEW


async def test_a_tester_who_leaves_the_panel_is_not_waited_for(db, campaign, tester, sit):
    pairs = [await tester() for _ in range(4)]
    for who, _seat in pairs[:3]:
        await sit(campaign, who)
    left = col(Seat.id) == pairs[3][1].id
    gone = {"state": SeatState.DROPPED, "dropped_at": await db.now()}
    await db.exec(update(Seat).where(left).values(**gone))
    assert await stage_of(db, campaign) is Stage.REVIEW


@pytest.mark.parametrize(
    ("role", "stages"),
    [
        (Role.SERVICE, {Stage.READING, Stage.PUBLISHED}),
        (Role.ELECTED, {Stage.READING, Stage.PUBLISHED}),
        (Role.ORGANISER, {Stage.REVIEW, Stage.READING, Stage.PUBLISHED}),
        (None, {Stage.PUBLISHED}),
    ],
)
async def test_each_reads_the_results_when_it_is_their_turn(
    db, campaign, ready, samira, someone, roads, role, stages
):
    scope = {"scope": roads.id} if role is Role.SERVICE else {}
    who = await someone(role, **scope)
    seen = set()

    async def look():
        stands = await standing(db, campaign.territory_id, campaign.id)
        if stands.may(who, Thing.RESULTS):
            seen.add(stands.stage)

    await look()
    await ready()
    await look()
    await results.hand_over(db, campaign.id, by=samira)
    await look()
    await later(db, campaign, campaign.reading_days)
    await results.publish(db, campaign.id, by=samira)
    await look()
    assert seen == stages


async def test_an_organiser_of_the_service_reads_as_the_service_does(db, campaign, ready, someone, roads):
    await ready(reviewed=False)
    both = await someone(Role.ORGANISER)
    both = replaced(both, roles=both.roles | {Held(Role.SERVICE, roads.id)})
    stands = await standing(db, campaign.territory_id, campaign.id)
    assert stands.reader(both) is Reader.SERVICE
    [(remark, _task), *_] = await remarks_to_review(db, campaign.id)
    with pytest.raises(ForbiddenError):
        await remarks.review_remark(db, remark.id, Review.SHOWN, by=both)
    with pytest.raises(ForbiddenError):
        await results.hand_over(db, campaign.id, by=both)


async def test_results_are_handed_over_whole_and_read(db, campaign, tester, sit, samira):
    pairs = [await tester() for _ in range(3)]
    for who, _seat in pairs[:2]:
        await sit(campaign, who, words="C’est Jeanne Martin qui m’aide.")
    with pytest.raises(StillGatheringError):
        await results.hand_over(db, campaign.id, by=samira)
    await sit(campaign, pairs[2][0])
    with pytest.raises(TextsUnreadError) as refused:
        await results.hand_over(db, campaign.id, by=samira)
    assert refused.value.parameters == {"count": 2}
    for remark, _task in await remarks_to_review(db, campaign.id):
        await remarks.review_remark(db, remark.id, Review.REDACTED, "On m’aide.", by=samira)
    await results.hand_over(db, campaign.id, by=samira)
    assert [one.words for one in await quoted(db, campaign.id)] == [["On m’aide.", "On m’aide."]]
    assert not await violations(db, INVARIANTS)


async def test_of_too_few_nothing_is_told_ever(db, campaign, ready, samira):
    await ready(4, 5)
    await later(db, campaign, 8)
    assert (await found_by(db, campaign)).results is None
    with pytest.raises(TooFewAnswersError):
        await results.hand_over(db, campaign.id, by=samira)


async def test_nothing_is_answered_once_the_service_reads(db, campaign, tester, handed_over):
    late, _seat = await tester()
    with pytest.raises(SittingOverError):
        await sittings.begin(db, campaign.id, Manner.ALONE, by=late)


async def test_the_service_has_its_days_or_replies(db, campaign, handed_over, samira, engineer, agent):
    with pytest.raises(StillReadingError):
        await results.publish(db, campaign.id, by=samira)
    with pytest.raises(ForbiddenError):
        await results.publish(db, campaign.id, by=engineer)
    replied = await results.reply(db, campaign.id, "Nous changeons la date.", by=engineer)
    first = replied.replied_at
    await results.reply(db, campaign.id, "Nous changeons tout.", by=agent)
    assert (replied.reply, replied.replied_at) == ("Nous changeons tout.", first)
    assert await stage_of(db, await results.publish(db, campaign.id, by=samira)) is Stage.PUBLISHED
    with pytest.raises(NotReadingError):
        await results.reply(db, campaign.id, "Encore.", by=engineer)
    assert not await violations(db, INVARIANTS)


async def test_groups_too_small_are_never_told_apart(db, campaign, panel, tester, sit, agent):
    for level in (5, 5, 4):
        who, _seat = await tester()
        await sit(campaign, who, level)
    for _ in range(2):
        seat = await seat_of(db, panel)
        typed = await sittings.begin_for(db, campaign.id, seat.id, Manner.PAPER, by=agent)
        await fill(db, campaign, typed, agent, 1)
        await sittings.send(db, typed.id, by=agent)
    told = (await found_by(db, campaign)).results
    assert told.answers[Axis.SIMPLICITY].counts == (2, 0, 0, 1, 2)
    assert told.apart == {}, "the whole without those who tried alone would tell what two said on paper"
    assert told.sizes == {"alone": 3, "on_site": 0, "telephone": 0, "paper": 2}


async def test_organisers_see_who_has_sent_and_nothing_else(db, campaign, tester, sit):
    who, _seat = await tester()
    await tester()
    await sit(campaign, who, 1, words="Je suis la seule à écrire.")
    rows = await seated(db, campaign)
    assert sorted((one.begun, one.sent) for one in rows) == [(False, False), (True, True)]
    assert not {"level", "simplicity", "words", "tester"} & set(rows[0].__slots__)


async def test_the_same_testers_are_compared_before_and_after(
    db, campaign, details, samira, tester, sit, version_of, procedure
):
    people = [await tester() for _ in range(4)]
    for (who, _seat), level in zip(people, (1, 2, 2, 4), strict=True):
        await sit(campaign, who, level)
    newer = await version_of(procedure)
    after = await campaigns.write_campaign(
        db, replaced(details, before_id=campaign.id, version_id=newer.id, title="Après"), by=samira
    )
    after = await campaigns.open_campaign(db, after.id, by=samira)
    for (who, _seat), level in zip(people, (4, 4, 2, 4), strict=True):
        await sit(after, who, level)
    changes = await changes_of(db, campaign, after)
    pairs = changes[Axis.CLARITY].pairs
    assert (pairs.better, pairs.same, pairs.worse) == (2, 2, 0)
    lonely, _seat = await tester()
    await sit(after, lonely, 5)
    assert await changes_of(db, campaign, after) is None, "what the fifth said would be the difference"


# Found


async def test_what_testers_stumble_on_is_told_once_and_taken_back(db, campaign, tester, tmp_path, sit):
    who, _seat = await tester()
    sitting = await sit(campaign, who, send=False)
    kept = await findings.report(db, sitting.id, found(), folder=tmp_path, by=who)
    assert await findings.report(db, sitting.id, found(), folder=tmp_path, by=who) is kept
    assert (kept.step, kept.step_title) == (2, "Répondre")
    with pytest.raises(NotFoundError):
        await findings.report(db, sitting.id, found("Ailleurs", step=9), folder=tmp_path, by=who)
    await findings.take_back(db, kept.id, by=who)
    assert await number_of(db, Finding) == 0


async def test_a_picture_is_written_anew_and_goes_with_what_is_taken_back(
    db, campaign, tester, tmp_path, sit
):
    who, _seat = await tester()
    sitting = await sit(campaign, who, send=False)
    camera = Image.Exif()
    camera[0x010F] = "A telephone"
    sent = picture("JPEG", exif=camera)
    assert b"A telephone" in sent
    kept = await findings.report(db, sitting.id, found(), sent, folder=tmp_path, by=who)
    row = (await db.exec(select(FindingPicture))).one()
    written = kept_picture(tmp_path, row).read_bytes()
    assert written[:3] == b"\xff\xd8\xff"
    assert b"A telephone" not in written
    with pytest.raises(NotAPictureError):
        await findings.report(db, sitting.id, found("Autre"), b"GIF", folder=tmp_path, by=who)
    await findings.take_back(db, kept.id, by=who)
    await db.refresh(row)
    forgets = next(one for one in FORGETS if one.name == "finding-pictures")
    assert await number_of(db, FindingPicture, forgets.due(await db.now())) == 1
    assert forgets.file(tmp_path, row).exists()


async def test_several_who_met_the_same_are_counted_once_each(db, campaign, tester, sit, samira, tmp_path):
    reports = []
    for severity in (Severity.ANNOYING, Severity.BLOCKING, Severity.SLOWING):
        who, _seat = await tester()
        sitting = await sit(campaign, who, send=False)
        reports.append(
            await findings.report(db, sitting.id, found(severity=severity), folder=tmp_path, by=who)
        )
        await sittings.send(db, sitting.id, by=who)
    first, second, third = reports
    with pytest.raises(FindingMovedOnError):
        await findings.set_aside(db, second.id, first.id, by=samira)
    await findings.review(db, first.id, Reviewed("La date"), by=samira)
    await findings.set_aside(db, second.id, first.id, by=samira)
    await findings.set_aside(db, third.id, by=samira)
    with pytest.raises(OthersCountedError):
        await findings.set_aside(db, first.id, by=samira)
    [read] = await findings_read(db, campaign.id, 3)
    assert (read.met.count, read.met.of, read.severity) == (2, 3, Severity.BLOCKING)
    assert (read.finding.number, read.drawn.step) == (1, 1)
    drawn = journey([], [read], 3)
    assert drawn is None
    assert not await violations(db, INVARIANTS)


async def test_nothing_is_reviewed_of_whoever_has_not_sent_it(db, campaign, tester, sit, samira, tmp_path):
    who, _seat = await tester()
    sitting = await sit(campaign, who, words="Presque.", send=False)
    await findings.report(db, sitting.id, found(), folder=tmp_path, by=who)
    assert await remarks_to_review(db, campaign.id) == []
    assert await findings_to_review(db, campaign.id) == []
    remark = (await db.exec(select(Remark))).one()
    with pytest.raises(StillGatheringError):
        await remarks.review_remark(db, remark.id, Review.SHOWN, by=samira)


@pytest.fixture
async def finding(db, campaign, tester, sit, samira, tmp_path):
    """Reviewed, and read by its service."""
    for place in range(3):
        who, _seat = await tester()
        sitting = await sit(campaign, who, send=False)
        if not place:
            kept = await findings.report(db, sitting.id, found(), folder=tmp_path, by=who)
        await sittings.send(db, sitting.id, by=who)
    await findings.review(db, kept.id, Reviewed("La date", "Elle est en latin."), by=samira)
    await results.hand_over(db, campaign.id, by=samira)
    return kept


async def test_what_is_accepted_becomes_an_action_of_the_service(db, campaign, finding, engineer, roads):
    given = await findings.answer(db, finding.id, FindingState.ACCEPTED, "", by=engineer)
    action = await db.get_one(Action, given.action_id)
    assert (action.service_id, action.origin_kind, action.origin_id) == (roads.id, Origin.FINDING, finding.id)
    assert (action.title, action.why) == ("La date", "Elle est en latin.")
    assert action.origin_path == f"/tests/{campaign.slug}"
    with pytest.raises(FindingMovedOnError):
        await findings.answer(db, finding.id, FindingState.REFUSED, "Non.", by=engineer)
    assert not await violations(db, INVARIANTS)


async def test_whoever_refuses_says_why_and_may_accept_later(db, finding, engineer, samira, someone):
    with pytest.raises(ReasonMissingError):
        await findings.answer(db, finding.id, FindingState.REFUSED, " ", by=engineer)
    await findings.answer(db, finding.id, FindingState.REFUSED, "La loi le veut.", by=engineer)
    await findings.answer(db, finding.id, FindingState.ACCEPTED, "Finalement, oui.", by=engineer)
    assert finding.state is FindingState.ACCEPTED
    for who in (samira, await someone(Role.ELECTED)):
        with pytest.raises(ForbiddenError):
            await findings.answer(db, finding.id, FindingState.REFUSED, "Non.", by=who)
    assert not await violations(db, INVARIANTS)


# Forgotten


async def test_what_was_sent_counts_on_when_its_tester_is_forgotten(db, campaign, ready, tester, sit):
    sent = await ready()
    who, _seat = await tester()
    await sit(campaign, who, send=False)
    before = (await found_by(db, campaign)).results.answers
    for one in (sent[0].person_id, who.person.id):
        await sittings.on_account_closed(db, AccountClosed(one))
    await db.refresh(sent[0])
    assert (sent[0].person_id, sent[0].seat_id) == (None, None)
    assert await number_of(db, Sitting) == 3, "what was not sent is gone"
    assert (await found_by(db, campaign)).results.answers == before


async def test_seats_may_be_forgotten_without_the_answers(db, campaign, ready):
    sent = await ready()
    await db.exec(delete(Seat))
    await db.exec(delete(Volunteer))
    await db.refresh(sent[0])
    assert sent[0].seat_id is None
    assert (await found_by(db, campaign)).results.number == 3


async def test_what_is_not_shown_as_written_goes(db, campaign, ready, samira):
    await ready(words="Je suis Jeanne.", reviewed=False)
    shown, redacted, _withheld = [one for one, _ in await remarks_to_review(db, campaign.id)]
    await remarks.review_remark(db, shown.id, Review.SHOWN, by=samira)
    await remarks.review_remark(db, redacted.id, Review.REDACTED, "Je suis.", by=samira)
    await remarks.review_remark(db, _withheld.id, Review.WITHHELD, by=samira)
    forgets = next(one for one in FORGETS if one.name == "remarks-as-written")
    at = await db.now()
    assert await number_of(db, Remark, forgets.due(at)) == 0
    assert await number_of(db, Remark, forgets.due(at + timedelta(days=30))) == 2


async def test_what_was_never_sent_goes_a_month_after_the_end(db, campaign, tester, sit):
    who, _seat = await tester()
    await sit(campaign, who, send=False)
    forgets = next(one for one in FORGETS if one.name == "tests-unsent")
    at = await db.now()
    assert await number_of(db, Sitting, forgets.due(at + timedelta(days=30))) == 0
    assert await number_of(db, Sitting, forgets.due(at + timedelta(days=40))) == 1


# Found by the checks

PLANTED = {
    "test-is-of-a-version-without-names": "UPDATE procedure_version SET tested_at = NULL",
    "test-has-a-task": "DELETE FROM task_outcome; DELETE FROM remark WHERE task_id IS NOT NULL; "
    "DELETE FROM test_task",
    "sitting-that-was-sent-has-all-its-answers": "DELETE FROM task_outcome",
    "sitting-is-within-its-test": "UPDATE sitting SET begun_at = begun_at - interval '90 days'",
    "test-tells-nothing-of-too-few": "UPDATE test_campaign SET smallest_group = 9",
    "test-is-handed-over-once-all-is-read": "UPDATE remark SET review = 'waiting', told = '', "
    "reviewed_at = NULL, reviewed_by = NULL",
    "test-is-published-once-its-service-has-read": "UPDATE test_campaign SET published_at = handed_over_at",
    "finding-stands-where-its-last-answer-says": "UPDATE finding SET state = 'accepted'",
}


@pytest.mark.parametrize("name", PLANTED)
async def test_each_check_finds_what_is_planted(db, campaign, finding, samira, name):
    sitting = (await db.exec(select(Sitting).limit(1).order_by(col(Sitting.id)))).one()
    db.add(
        Remark(
            territory_id=sitting.territory_id,
            sitting_id=sitting.id,
            words="Oui.",
            told="Oui.",
            review=Review.SHOWN,
            reviewed_at=await db.now(),
            reviewed_by=samira.person.id,
        )
    )
    await db.flush()
    assert not await violations(db, INVARIANTS)
    for statement in PLANTED[name].split("; "):
        await db.exec(text(statement))
    assert name in {one.invariant.name for one in await violations(db, INVARIANTS)}


async def test_what_testers_may_try_is_theirs_alone(db, campaign, draft, tester, someone, sit):
    who, _seat = await tester()
    assert [(one.campaign.id, one.sitting) for one in await offered_to(db, who)] == [(campaign.id, None)]
    assert await offered_to(db, await someone()) == []
    sent = await sit(campaign, who)
    assert [one.sitting for one in await offered_to(db, who)] == [sent]
    assert await number_of(db, TaskOutcome) == 2
    assert (await db.exec(select(ProcedureVersion.tested_at))).one() is not None
