"""A code brings one vote, of nobody who could be told; who helps is named, and not what was chosen."""

from secrets import token_hex

import pytest
from sqlmodel import select

from consultations.ballots.paper import assisting, booths, codes, rules
from consultations.ballots.paper.models import BallotCode
from consultations.ballots.paper.personal import RECORDS
from consultations.ballots.room import ROOM
from consultations.ballots.rules import AlreadyVotedError, BallotStateError, Mode
from consultations.ballots.voting import cast_vote, replace_vote
from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.codes.rules import (
    TRIES_MOST,
    NobodyWaitsError,
    PackageGoneError,
    PackageVoidError,
    plain,
)
from consultations.eligibility.rules import NotEligibleError, Residence
from consultations.processes.models import Process
from okote.identity.account.export import everything_about, kinds_held
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from tests.consultations.ballots.paper.conftest import PEOPLE, resident


@pytest.fixture
def vote_by(db, ballot, someone):
    async def vote_by(typed, choices=None, seed=None):
        stranger = (await someone()).stranger
        code = await codes.code_of(db, ballot, typed)
        given = choices or {1: 1}
        return await codes.cast_by_code(db, ballot.id, code.id, given, seed or token_hex(), by=stranger)

    return vote_by


async def test_a_code_is_printed_once_and_brings_one_vote(db, ballot, letters, vote_by, administrator, owner):
    package, printed = await letters()
    assert len(set(printed)) == PEOPLE == package.letters
    with pytest.raises(PackageGoneError):
        await codes.download(db, ballot.id, package.id, by=administrator)
    with pytest.raises(NobodyWaitsError):
        await codes.pack_list(db, ballot.id, by=administrator)
    await db.commit()
    seed = token_hex()
    given = await vote_by(printed[0].lower(), seed=seed)
    assert await vote_by(printed[0], seed=seed) == given
    with pytest.raises(AlreadyVotedError):
        await vote_by(printed[0], {2: 1})
    await db.commit()
    assert owner.execute("SELECT channel FROM roll.mark").fetchall() == [("code",)]
    joined = "SELECT count(*) FROM ballot_code c JOIN roll.mark m ON c.xmin = m.xmin"
    assert owner.execute(joined).fetchone() == (0,), "nothing about the code is written with the vote"
    assert await violations(db, ROOM.invariants) == []


async def test_codes_of_nobody_bring_a_vote_each(db, ballot, vote_by, administrator, listed):
    package = await codes.pack_number(db, ballot.id, 3, by=administrator)
    printed = await codes.download(db, ballot.id, package.id, by=administrator)
    assert {(one.name, one.address) for one in printed} == {("", "")}
    for one in printed:
        await vote_by(one.code)
    assert await codes.packages_of(db, ballot) == [package]


async def test_a_void_code_and_one_that_was_replaced_are_refused_in_their_own_words(
    db, ballot, letters, vote_by, administrator, typist
):
    package, printed = await letters()
    newer = await codes.reissue(db, ballot.id, resident(0), by=typist)
    with pytest.raises(rules.VotingCodeRevokedError):
        await vote_by(printed[0])
    await vote_by(newer)
    with pytest.raises(AlreadyVotedError):
        await codes.reissue(db, ballot.id, resident(0), by=typist)
    held = await codes.code_of(db, ballot, printed[2])
    await codes.void(db, ballot.id, package.id, by=administrator)
    with pytest.raises(PackageVoidError):
        await codes.void(db, ballot.id, package.id, by=administrator)
    with pytest.raises(rules.VotingCodeRevokedError):
        await vote_by(printed[1])
    await db.refresh(held)
    with pytest.raises(rules.VotingCodeRevokedError):
        await codes.cast_by_code(db, ballot.id, held.id, {1: 1}, token_hex(), by=administrator)
    again = await codes.pack_list(db, ballot.id, by=administrator)
    assert again.letters == PEOPLE - 1, "who was handed a newer one has it"


async def test_a_code_and_an_account_of_one_person_vote_once(db, ballot, letters, vote_by, someone):
    """By the line to which the letter went: also where it was found to be theirs only after they voted."""
    online = [await someone(), await someone()]
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=online[1])
    for number, voter in enumerate(online):
        line = (await db.exec(select(CensusEntry).where(CensusEntry.number == f"N{number + 1}"))).one()
        line.person_id, line.claimed_at = voter.person.id, await db.now()
    await db.flush()
    _, printed = await letters()
    await vote_by(printed[0])
    with pytest.raises(AlreadyVotedError):
        await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=online[0])
    with pytest.raises(AlreadyVotedError):
        await vote_by(printed[1])


async def test_who_voted_without_an_account_changes_their_mind_without_one(
    db, ballot, letters, vote_by, someone
):
    """Whatever is asked of those who vote: it was judged when they did."""
    _, printed = await letters()
    process = await db.get_one(Process, ballot.process_id)
    process.conditions = {"residence": Residence.LIST.value}
    await db.flush()
    given = await vote_by(printed[0])
    stranger = (await someone()).stranger
    again = await replace_vote(db, ballot.id, given.code, {2: 1}, token_hex(), by=stranger)
    assert again.choices == "2:1"


async def test_a_code_whose_line_is_gone_is_no_code_of_nobody(db, ballot, letters, vote_by, owner):
    """A list is thrown away after its time: somebody with another line, or an account, would vote twice."""
    _, printed = await letters()
    await db.commit()
    owner.execute("DELETE FROM census_entry WHERE number = 'N1'")
    with pytest.raises(rules.VotingCodeRevokedError):
        await vote_by(printed[0])
    await vote_by(printed[1])


async def test_a_code_at_the_booth_is_a_paper_and_nothing_else(db, booth, letters, vote_by, typist):
    _, printed = await letters()
    await booths.mark_code(db, booth.id, printed[0], by=typist)
    with pytest.raises(AlreadyVotedError):
        await vote_by(printed[0])
    with pytest.raises(AlreadyVotedError):
        await booths.mark_person(db, booth.id, resident(0), by=typist)


@pytest.mark.parametrize("typed", ["", "ABCD", "AAAA-AAAA-AAAA-AAAA"])
async def test_what_is_no_code_opens_nothing(db, ballot, vote_by, typed):
    with pytest.raises(rules.VotingCodeError):
        await vote_by(typed)
    await codes.count_try(db, ballot, typed)


async def test_ten_tries_and_the_code_opens_nothing(db, ballot, letters, vote_by):
    _, printed = await letters()
    wrong = (plain(printed[0]) or "")[:5] + "0" * 11
    for _ in range(TRIES_MOST + 1):
        with pytest.raises(rules.VotingCodeError):
            await vote_by(wrong)
        await codes.count_try(db, ballot, wrong)
    with pytest.raises(rules.VotingCodeError):
        await vote_by(printed[0])


async def test_codes_are_made_for_sealed_ballots_by_administrators_and_not_once_it_is_over(
    db, ballot, ballot_of, listed, letters, administrator, typist, pass_time
):
    package, printed = await letters()
    with pytest.raises(ForbiddenError):
        await codes.pack_list(db, ballot.id, by=typist)
    with pytest.raises(rules.SealedAloneError):
        await codes.pack_list(db, (await ballot_of(mode=Mode.OPEN)).id, by=administrator)
    other = await ballot_of()
    code = await codes.code_of(db, ballot, printed[0])
    with pytest.raises(NotFoundError):
        await codes.download(db, other.id, package.id, by=administrator)
    with pytest.raises(NotFoundError):
        await codes.cast_by_code(db, other.id, code.id, {1: 1}, token_hex(), by=administrator)
    await pass_time(1)
    with pytest.raises(BallotStateError):
        await codes.pack_list(db, ballot.id, by=administrator)


async def test_a_letter_shows_where_somebody_lives_and_not_who_they_are(
    db, ballot_of, listed, administrator, someone
):
    ballot = await ballot_of(conditions={"level": "substantial"})
    package = await codes.pack_list(db, ballot.id, by=administrator)
    (first, *_) = await codes.download(db, ballot.id, package.id, by=administrator)
    code = await codes.code_of(db, ballot, first.code)
    with pytest.raises(NotEligibleError):
        await codes.cast_by_code(db, ballot.id, code.id, {1: 1}, token_hex(), by=await someone())
    assert (await assisting.begin(db, ballot.id, resident(0), by=administrator)).number == "N1"


async def test_an_agent_who_helps_is_named_and_never_what_was_chosen(
    db, ballot, listed, typist, someone, owner, pass_time
):
    line = await assisting.begin(db, ballot.id, resident(0), by=typist)
    await db.commit()
    seed = token_hex()
    given = await assisting.cast_assisted(db, ballot.id, line.id, {3: 1}, seed, by=typist)
    assert await assisting.cast_assisted(db, ballot.id, line.id, {3: 1}, seed, by=typist) == given
    await db.commit()
    with pytest.raises(AlreadyVotedError):
        await assisting.begin(db, ballot.id, resident(0), by=typist)
    entries = (await db.exec(select(AuditEntry).where(AuditEntry.deed == "vote_assisted"))).all()
    assert [one.person_id for one in entries] == [typist.person.id]
    assert owner.execute("SELECT channel FROM roll.mark").fetchall() == [("assisted",)]
    joined = "SELECT count(*) FROM audit_entry a JOIN roll.mark m ON a.xmin = m.xmin"
    assert owner.execute(joined).fetchone() == (0,)
    with pytest.raises(ForbiddenError):
        await assisting.begin(db, ballot.id, resident(1), by=await someone())
    await pass_time(1)
    with pytest.raises(BallotStateError):
        await assisting.begin(db, ballot.id, resident(1), by=typist)


async def test_no_code_says_that_it_was_used(db, ballot, letters, vote_by, owner):
    _, printed = await letters()
    await db.commit()
    before = owner.execute("SELECT * FROM ballot_code ORDER BY id").fetchall()
    await vote_by(printed[0])
    await db.commit()
    assert owner.execute("SELECT * FROM ballot_code ORDER BY id").fetchall() == before
    assert (await db.exec(select(BallotCode.id).limit(1))).first() is not None


async def test_what_is_handed_out_of_a_code_is_the_same_once_it_was_used(
    db, ballot, letters, vote_by, someone
):
    """Neither its person nor whoever asks in their name reads that they voted, and for what."""
    _, printed = await letters()
    voter = (await someone()).person
    line = (await db.exec(select(CensusEntry).where(CensusEntry.number == "N1"))).one()
    line.person_id, line.claimed_at = voter.id, await db.now()
    await db.flush()
    before = await everything_about(db, RECORDS, voter.id)
    assert [dict(one) for one in before["voting_codes"]] == [{"title": ballot.title, "ended_at": None}]
    await vote_by(printed[0])
    assert {**await everything_about(db, RECORDS, voter.id), "made_at": before["made_at"]} == before
    (held,) = await kinds_held(db, RECORDS, voter.id)
    assert held.once_closed.endswith("whether one was used is not kept.")
