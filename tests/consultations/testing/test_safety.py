"""Testers are safe from whoever typed for them, from who reads too early, and from their own past."""

import dataclasses
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from consultations.panels.members.events import SeatFreed
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Panel
from consultations.panels.recruiting.events import VolunteerWithdrew
from consultations.panels.rules import PanelEndedError
from consultations.ratings.rules import Review
from consultations.testing.invariants import INVARIANTS
from consultations.testing.models import Finding, FindingPicture, Remark, Sitting
from consultations.testing.personal import FORGETS, RECORDS
from consultations.testing.queries.results import found_by, remarks_to_review
from consultations.testing.queries.sittings import offered_to, sitting_of
from consultations.testing.queries.standing import standing
from consultations.testing.rules.reading import Stage, StillGatheringError, StillReadingError, Thing
from consultations.testing.rules.sittings import Manner, NotAMemberError, OwnProcedureError
from consultations.testing.service import answers, campaigns, findings, remarks, results, sittings
from consultations.testing.service.findings import kept_picture
from okote.identity.account.export import held_about
from okote.identity.models import Grant, Role
from okote.identity.visitors import Held
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from tests.consultations.procedures.made import picture
from tests.consultations.testing.conftest import fill, found, later, number_of, stage_of
from tests.consultations.testing.conftest import seated as seat_of

WORDS = answers.WordsSaid("Encore un mot.")


@pytest.fixture
def typed(db, campaign, agent):
    """What an agent typed for whoever has that seat."""

    async def typed(seat, *, send=False):
        sitting = await sittings.begin_for(db, campaign.id, seat.id, Manner.TELEPHONE, by=agent)
        await fill(db, campaign, sitting, agent)
        return await sittings.send(db, sitting.id, by=agent) if send else sitting

    return typed


async def drop(db, seat):
    """As panels do it, where nobody hears of it."""
    gone = {"state": SeatState.DROPPED, "dropped_at": await db.now()}
    await db.exec(update(Seat).where(col(Seat.id) == seat.id).values(**gone))


async def works_for(db, who, role, scope=None):
    given = {"territory_id": who.territory.id, "person_id": who.person.id, "granted_at": await db.now()}
    db.add(Grant(role=role, scope=scope, **given))
    await db.flush()


async def test_who_typed_reads_nothing_more_once_it_is_sent(db, panel, agent, typed):
    sitting = await typed(await seat_of(db, panel))
    assert await sitting_of(db, agent, sitting.id) is sitting
    assert await sittings.send(db, sitting.id, by=agent) is sitting
    with pytest.raises(NotFoundError):
        await sitting_of(db, agent, sitting.id)
    assert await sittings.send(db, sitting.id, by=agent) is sitting, "pressed twice, it is sent once"


async def test_who_typed_reads_nothing_more_once_the_test_is_over(db, campaign, panel, agent, typed):
    sitting = await typed(await seat_of(db, panel))
    await later(db, campaign, 8)
    with pytest.raises(NotFoundError):
        await sitting_of(db, agent, sitting.id)


@pytest.mark.parametrize("changed", ["left", "service", "elected"])
async def test_who_typed_and_no_longer_may_neither_reads_nor_goes_on(db, panel, agent, typed, roads, changed):
    sitting = await typed(await seat_of(db, panel))
    added = {"left": [], "service": [Held(Role.SERVICE, roads.id)], "elected": [Held(Role.ELECTED, None)]}
    kept = frozenset() if changed == "left" else agent.roles
    now = dataclasses.replace(agent, roles=kept | frozenset(added[changed]))
    with pytest.raises(NotFoundError):
        await sitting_of(db, now, sitting.id)
    with pytest.raises(ForbiddenError):
        await answers.save(db, sitting.id, WORDS, version=sitting.version, by=now)
    with pytest.raises(ForbiddenError):
        await sittings.send(db, sitting.id, by=now)


async def test_what_was_typed_for_somebody_with_an_account_is_theirs(db, campaign, tester, typed):
    who, seat = await tester()
    sitting = await typed(seat, send=True)
    assert [one.sitting for one in await offered_to(db, who)] == [sitting]
    assert await sitting_of(db, who, sitting.id) is sitting
    assert await sittings.begin(db, campaign.id, Manner.ALONE, by=(await tester())[0]) is not sitting


async def test_whoever_goes_on_alone_is_read_by_nobody_who_typed(db, campaign, tester, typed, agent):
    who, seat = await tester()
    sitting = await typed(seat)
    assert await sittings.begin(db, campaign.id, Manner.ALONE, by=who) is sitting
    await answers.save(db, sitting.id, WORDS, version=sitting.version, by=who)
    assert (sitting.typed_by, sitting.manner) == (None, Manner.ALONE)
    with pytest.raises(NotFoundError):
        await sitting_of(db, agent, sitting.id)
    with pytest.raises(NotFoundError):
        await sittings.begin_for(db, campaign.id, seat.id, Manner.TELEPHONE, by=agent)
    assert not await violations(db, INVARIANTS)


async def test_whoever_drops_out_neither_goes_on_nor_sends(db, campaign, tester, sit, tmp_path):
    who, seat = await tester()
    sitting = await sit(campaign, who, send=False)
    await drop(db, seat)
    for late in (
        answers.save(db, sitting.id, WORDS, version=sitting.version, by=who),
        sittings.send(db, sitting.id, by=who),
        findings.report(db, sitting.id, found(), folder=tmp_path, by=who),
    ):
        with pytest.raises(NotAMemberError):
            await late


async def test_of_who_drops_out_only_what_was_sent_counts_on(db, campaign, tester, sit, tmp_path):
    stays, first = await tester()
    goes, second = await tester()
    sent = await sit(campaign, stays, words="Oui.")
    half = await sit(campaign, goes, words="Non.", send=False)
    await findings.report(db, half.id, found(), picture("JPEG"), folder=tmp_path, by=goes)
    for seat in (first, second):
        await drop(db, seat)
        await sittings.on_seat_freed(db, SeatFreed(seat.id))
    assert (await db.exec(select(Sitting.id))).all() == [sent.id]  # unordered: one
    assert (await db.exec(select(Remark.words))).all() == ["Oui."]  # unordered: one
    assert await number_of(db, Finding) == 0
    gone = next(one for one in FORGETS if one.name == "finding-pictures")
    assert await number_of(db, FindingPicture, gone.due(await db.now())) == 1


async def test_whoever_withdraws_is_led_to_by_nothing_that_they_sent(db, campaign, tester, sit):
    who, seat = await tester()
    sent = await sit(campaign, who)
    await sittings.on_volunteer_withdrew(db, VolunteerWithdrew(seat.volunteer_id))
    await db.refresh(sent)
    assert (sent.person_id, sent.seat_id) == (None, None)
    assert sent.completed_at is not None


@pytest.mark.parametrize(
    ("role", "error"), [(Role.ELECTED, NotAMemberError), (Role.SERVICE, OwnProcedureError)]
)
async def test_whoever_is_elected_or_joins_the_service_goes_on_no_more(
    db, campaign, tester, sit, roads, role, error
):
    who, _seat = await tester()
    sitting = await sit(campaign, who, send=False)
    await works_for(db, who, role, roads.id if role is Role.SERVICE else None)
    with pytest.raises(error):
        await sittings.send(db, sitting.id, by=who)
    assert sitting.completed_at is None


async def test_nobody_types_for_whoever_has_an_account_of_the_service(db, campaign, tester, agent, roads):
    who, seat = await tester()
    await works_for(db, who, Role.SERVICE, roads.id)
    with pytest.raises(OwnProcedureError):
        await sittings.begin_for(db, campaign.id, seat.id, Manner.PAPER, by=agent)


async def test_an_organiser_reads_no_text_that_comes_alone(db, campaign, tester, sit, samira):
    """Who sees that somebody has just sent their answers would know whose text has just come."""
    pairs = [await tester() for _ in range(3)]
    await sit(campaign, pairs[0][0], words="Je suis la première.")
    [(remark, _task)] = await remarks_to_review(db, campaign.id)
    assert not (await standing(db, campaign.territory_id, campaign.id)).may(samira, Thing.WRITTEN)
    with pytest.raises(StillGatheringError):
        await remarks.review_remark(db, remark.id, Review.SHOWN, by=samira)


async def test_an_organiser_reads_no_results_to_which_one_tester_more_may_add(
    db, campaign, tester, ready, sit, samira
):
    """A reserve who steps in once all have answered would be the difference of the two."""
    await ready(5, 5, 5)
    stands = await standing(db, campaign.territory_id, campaign.id)
    assert stands.stage is Stage.REVIEW
    assert not stands.may(samira, Thing.RESULTS)
    reserve, _seat = await tester()
    assert await stage_of(db, campaign) is Stage.GATHERING
    await sit(campaign, reserve, 1)
    await results.hand_over(db, campaign.id, by=samira)
    assert (await standing(db, campaign.territory_id, campaign.id)).may(samira, Thing.RESULTS)


async def test_nobody_alone_cuts_the_days_of_the_service_short(db, campaign, handed_over, samira, someone):
    lea = await someone(Role.ADMINISTRATOR)
    await results.reply(db, campaign.id, "Rien à dire.", by=lea)
    with pytest.raises(StillReadingError):
        await results.publish(db, campaign.id, by=lea)
    await later(db, campaign, campaign.reading_days)
    assert await stage_of(db, await results.publish(db, campaign.id, by=lea)) is Stage.PUBLISHED


async def test_a_reply_that_somebody_else_publishes_ends_the_days(db, campaign, handed_over, samira, someone):
    """The other side of it, so that the test above can fail."""
    await results.reply(db, campaign.id, "Merci.", by=await someone(Role.ADMINISTRATOR))
    assert await stage_of(db, await results.publish(db, campaign.id, by=samira)) is Stage.PUBLISHED


async def test_groups_are_as_small_as_the_panel_says_when_it_is_opened(db, draft, panel, samira):
    await db.exec(update(Panel).values(smallest_group=6))
    await db.refresh(panel)
    assert (await campaigns.open_campaign(db, draft.id, by=samira)).smallest_group == 6


async def test_no_test_is_opened_to_a_panel_that_has_ended(db, draft, panel, samira):
    panel.ended_at = await db.now()
    await db.flush()
    with pytest.raises(PanelEndedError):
        await campaigns.open_campaign(db, draft.id, by=samira)


async def test_testers_are_handed_what_they_wrote_and_found(db, campaign, tester, sit, tmp_path):
    who, _seat = await tester()
    sitting = await sit(campaign, who, words="Je suis perdue.", send=False)
    await findings.report(db, sitting.id, found(), folder=tmp_path, by=who)
    held = {one.name: (await held_about(db, one, who.person.id))[0] for one in RECORDS}
    assert [(row["words"], row["task"]) for row in held["tests_words"]] == [("Je suis perdue.", None)]
    assert [(row["title"], row["step"]) for row in held["tests_findings"]] == [
        ("On ne comprend pas la date", "Répondre")
    ]
    other, _seat = await tester()
    assert not any([(await held_about(db, one, other.person.id))[0] for one in RECORDS])


async def test_texts_that_nobody_ever_reviews_go_a_year_later(db, campaign, tester, sit, tmp_path):
    """As of a test that too few answered: it is never handed over."""
    who, _seat = await tester()
    sitting = await sit(campaign, who, words="Je suis Jeanne.", send=False)
    await findings.report(db, sitting.id, found(), folder=tmp_path, by=who)
    await sittings.send(db, sitting.id, by=who)
    at = await db.now()
    for name, table in (("remarks-unreviewed", Remark), ("findings-unreviewed", Finding)):
        forgets = next(one for one in FORGETS if one.name == name)
        assert await number_of(db, table, forgets.due(at + timedelta(days=364))) == 0
        assert await number_of(db, table, forgets.due(at + timedelta(days=366))) == 1
        oldest = (await db.exec(select(forgets.since).select_from(table))).one()
        assert oldest == sitting.completed_at


async def test_what_was_told_of_gets_the_picture_that_is_sent_later(db, campaign, tester, sit, tmp_path):
    who, _seat = await tester()
    sitting = await sit(campaign, who, send=False)
    kept = await findings.report(db, sitting.id, found(), folder=tmp_path, by=who)
    for _ in range(2):
        again = await findings.report(db, sitting.id, found(), picture("JPEG"), folder=tmp_path, by=who)
        assert again is kept
    row = (await db.exec(select(FindingPicture))).one()
    assert kept_picture(tmp_path, row).exists()


async def test_results_of_who_is_forgotten_stay_as_they_were(db, campaign, tester, sit, ready):
    sent = await ready(5, 4, 1)
    before = (await found_by(db, campaign)).results
    volunteer = (await db.exec(select(Seat.volunteer_id).where(Seat.id == sent[0].seat_id))).one()
    await sittings.on_volunteer_withdrew(db, VolunteerWithdrew(volunteer))
    assert (await found_by(db, campaign)).results == before
