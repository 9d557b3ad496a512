"""The first on the roll counts, whichever way somebody comes, and each box adds up."""

from datetime import timedelta
from secrets import token_hex

import pytest
from sqlmodel import select

from consultations.ballots import queries
from consultations.ballots.closing import TURN_OVER
from consultations.ballots.paper import booths, codes, rules
from consultations.ballots.paper.booths import Mark
from consultations.ballots.paper.rules import Marking
from consultations.ballots.room import ROOM
from consultations.ballots.rules import AlreadyVotedError, BallotOverError, BallotStateError, Mode
from consultations.ballots.voting import cast_vote
from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.rules import Typed
from consultations.eligibility.rules import NotEligibleError, Residence
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError
from tests.consultations.ballots.paper.conftest import resident


async def the_line(db, number):
    return (await db.exec(select(CensusEntry).where(CensusEntry.number == f"N{number + 1}"))).one()


async def test_nobody_is_given_a_paper_twice_at_whichever_booth(db, ballot, booth, typist, administrator):
    other = await booths.add_booth(db, ballot.id, "École", "", by=administrator)
    await booths.mark_person(db, booth.id, resident(0), by=typist)
    for one in (booth, other):
        with pytest.raises(AlreadyVotedError):
            await booths.mark_person(db, one.id, resident(0), by=typist)
    assert await violations(db, ROOM.invariants) == []


async def test_whoever_has_a_line_and_an_account_votes_once_either_way(
    db, ballot, listed, typist, administrator, someone
):
    """Also where the line was found to be theirs only after they had voted."""
    on_paper, online = await someone(), await someone()
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=online)
    for number, voter in ((0, on_paper), (1, online)):
        line = await the_line(db, number)
        line.person_id, line.claimed_at = voter.person.id, await db.now()
    await db.flush()
    booth = await booths.add_booth(db, ballot.id, "Mairie", "", by=administrator)
    await booths.mark_person(db, booth.id, resident(0), by=typist)
    with pytest.raises(AlreadyVotedError):
        await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=on_paper)
    with pytest.raises(AlreadyVotedError):
        await booths.mark_person(db, booth.id, resident(1), by=typist)


async def test_who_voted_by_an_account_that_had_the_line_before_votes_no_more(
    db, ballot, listed, typist, administrator, someone
):
    """Somebody closed their account, or opened a second one, and was then found to be that line."""
    first, second, elsewhere = await someone(), await someone(), await someone()
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=first)
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=elsewhere)
    for number, former in ((0, first), (1, elsewhere)):
        line = await the_line(db, number)
        line.formerly = [str(former.person.id)]
        line.person_id, line.claimed_at = (await someone()).person.id, await db.now()
    line = await the_line(db, 0)
    line.person_id = second.person.id
    await db.flush()
    booth = await booths.add_booth(db, ballot.id, "Mairie", "", by=administrator)
    with pytest.raises(AlreadyVotedError):
        await cast_vote(db, ballot.id, {2: 1}, token_hex(), by=second)
    with pytest.raises(AlreadyVotedError):
        await booths.mark_person(db, booth.id, resident(0), by=typist)
    own = await the_line(db, 2)
    own.person_id, own.claimed_at = elsewhere.person.id, await db.now()
    await db.flush()
    await booths.mark_person(db, booth.id, resident(1), by=typist)


async def test_a_mark_is_written_down_and_says_of_nobody(db, booth, typist):
    await booths.mark_person(db, booth.id, resident(3), by=typist)
    await db.flush()
    entry = (await db.exec(select(AuditEntry).where(AuditEntry.deed == "booth_marked"))).one()
    told = f"{entry.called} {entry.before} {entry.after} {entry.reason}"
    assert (entry.called, "Nom" in told, "N4" in told) == ("Mairie", False, False)


async def test_who_is_not_on_the_list_or_may_not_vote_is_given_none(
    db, ballot_of, listed, typist, administrator
):
    asked = {"residence": Residence.CODE.value, "age_floor": 99}
    strict = await ballot_of(conditions=asked)
    booth = await booths.add_booth(db, strict.id, "Mairie", "", by=administrator)
    with pytest.raises(NotEligibleError):
        await booths.mark_person(db, booth.id, resident(0), by=typist)
    stranger = Typed("Nul", "Part", resident(0).born_on, "1 rue Haute")
    with pytest.raises(rules.ElectorUnknownError):
        await booths.mark_person(db, booth.id, stranger, by=typist)


async def test_booths_are_of_sealed_ballots_and_bear_their_own_names(
    db, ballot_of, booth, administrator, typist
):
    with pytest.raises(rules.BoothNameError):
        await booths.add_booth(db, booth.ballot_id, "Mairie", "", by=administrator)
    with pytest.raises(rules.SealedAloneError):
        await booths.add_booth(db, (await ballot_of(mode=Mode.OPEN)).id, "Mairie", "", by=administrator)
    with pytest.raises(ForbiddenError):
        await booths.add_booth(db, booth.ballot_id, "École", "", by=typist)


async def test_what_a_device_marked_is_held_against_the_roll_once(
    db, ballot, booth, typist, letters, someone
):
    _, printed = await letters()
    at = await db.now() - timedelta(minutes=5)
    voter = await someone()
    line = await the_line(db, 1)
    line.person_id, line.claimed_at = voter.person.id, at
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=voter)
    marks = [
        Mark(1, at, "N1"),
        Mark(2, at, "n2"),
        Mark(3, at, printed[2].lower()),
        Mark(4, at, "AAAA-AAAA-AAAA-AAAA"),
        Mark(5, at - timedelta(days=2), "N5"),
        Mark(6, at + timedelta(days=2), "N6"),
        Mark(7, at + timedelta(seconds=1), "N1"),
    ]
    for _ in range(2):
        told = await booths.upload(db, booth.id, "tablette-1", marks, by=typist)
        said = {one.number: one.outcome for one in told}
        assert said == {
            1: Marking.MARKED,
            2: Marking.VOTED,
            3: Marking.MARKED,
            4: Marking.UNKNOWN,
            5: Marking.UNTIMELY,
            6: Marking.UNTIMELY,
            7: Marking.VOTED,
        }
    assert [one.number for one in await booths.shut_of(db, booth.id)] == [2, 4, 5, 6, 7]


async def test_marks_of_a_device_are_taken_after_the_vote_until_the_box_is_opened(
    db, booth, marked, typist, pass_time
):
    at = await db.now()
    await marked(3)
    await pass_time(1)
    with pytest.raises(BallotOverError):
        await booths.mark_person(db, booth.id, resident(5), by=typist)
    (told,) = await booths.upload(db, booth.id, "a", [Mark(1, at, "N4")], by=typist)
    assert told.outcome is Marking.MARKED
    with pytest.raises(rules.BoxDifferenceError):
        await booths.open_box(db, booth.id, 3, "", by=typist)
    opened = await booths.open_box(db, booth.id, 3, "Un papier emporté", by=typist)
    assert (opened.papers, opened.marks, opened.difference) == (3, 4, "Un papier emporté")
    (told,) = await booths.upload(db, booth.id, "a", [Mark(2, at, "N5")], by=typist)
    assert told.outcome is Marking.UNTIMELY
    with pytest.raises(rules.BoxOpenError):
        await booths.open_box(db, booth.id, 4, "", by=typist)


async def test_a_small_box_is_emptied_together_with_another_one(
    db, ballot, booth, marked, typist, administrator, pass_time
):
    small = await booths.add_booth(db, ballot.id, "École", "", by=administrator)
    await marked(3)
    await booths.mark_person(db, small.id, resident(8), by=typist)
    with pytest.raises(BallotStateError):
        await booths.open_box(db, booth.id, 3, "", by=typist)
    await pass_time(1)
    with pytest.raises(rules.BoxSmallError):
        await booths.open_box(db, small.id, 1, "", by=typist)
    for wrong in (small.id, ballot.id):
        with pytest.raises(rules.BoxOpenError):
            await booths.join_booth(db, small.id, wrong, by=administrator)
    await booths.join_booth(db, small.id, booth.id, by=administrator)
    for one, other in ((small, booth), (booth, small)):
        with pytest.raises(rules.BoxOpenError):
            await booths.join_booth(db, one.id, other.id, by=administrator)
    with pytest.raises(rules.BoxOpenError):
        await booths.open_box(db, small.id, 1, "", by=typist)
    opened = await booths.open_box(db, booth.id, 4, "", by=typist)
    assert opened.marks == 4


async def test_no_box_is_left_that_could_never_be_emptied(
    db, ballot, booth, marked, typist, administrator, pass_time
):
    small = await booths.add_booth(db, ballot.id, "École", "", by=administrator)
    empty = await booths.add_booth(db, ballot.id, "Gare", "", by=administrator)
    await marked(3)
    await booths.mark_person(db, small.id, resident(8), by=typist)
    await pass_time(1)
    with pytest.raises(rules.BoxLeftSmallError) as refused:
        await booths.open_box(db, booth.id, 3, "", by=typist)
    assert refused.value.parameters == {"booth": "École"}
    await booths.join_booth(db, small.id, booth.id, by=administrator)
    await booths.open_box(db, booth.id, 4, "", by=typist)
    assert (await booths.open_box(db, empty.id, 0, "", by=typist)).papers == 0


async def test_the_last_box_is_emptied_even_if_papers_were_carried_off(
    db, ballot, booth, marked, typist, administrator, pass_time
):
    other = await booths.add_booth(db, ballot.id, "École", "", by=administrator)
    await marked(3)
    for number in range(3, 6):
        await booths.mark_person(db, other.id, resident(number), by=typist)
    await pass_time(1)
    await booths.open_box(db, booth.id, 3, "", by=typist)
    assert (await booths.open_box(db, other.id, 2, "Un papier emporté", by=typist)).papers == 2


async def test_paper_marks_say_nothing_of_the_urn(db, ballot, booth, marked, lined):
    """As many web votes as marks of other channels, whatever the booths do."""
    await marked(4)
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=await lined(5))
    await db.exec(TURN_OVER)
    assert await violations(db, ROOM.invariants) == []
    assert (await codes.packages_of(db, ballot), len(await queries.links(db, ballot.id))) == ([], 0)
