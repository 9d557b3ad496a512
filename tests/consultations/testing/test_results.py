"""Who reads the results from when on, and what is never told of too few."""

from dataclasses import replace as replaced

import pytest
from sqlmodel import col, update

from consultations.measures.statistics.axes import Axis
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.ratings.rules import Review
from consultations.testing.invariants import INVARIANTS
from consultations.testing.queries.comparing import changes_of
from consultations.testing.queries.results import found_by, quoted, remarks_to_review
from consultations.testing.queries.sittings import seated
from consultations.testing.queries.standing import standing
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
    SittingOverError,
)
from consultations.testing.service import campaigns, remarks, results, sittings
from okote.identity.models import Role
from okote.identity.visitors import Held
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError
from tests.consultations.testing.conftest import fill, later, stage_of
from tests.consultations.testing.conftest import seated as seat_of


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
        (Role.ORGANISER, {Stage.READING, Stage.PUBLISHED}),
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
