"""Votes that show a sign are set aside, contested, decided by another, and left out of the count or not."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from consultations.ballots import queries as ballots
from consultations.ballots.closing import RUNS, ask_to_close
from consultations.ballots.describing import OptionDetails
from consultations.ballots.events import BallotClosed
from consultations.ballots.exchange import files
from consultations.ballots.review import queries, service
from consultations.ballots.review.models import SetAsideVote
from consultations.ballots.review.rules import (
    CONTESTED_WITHIN,
    NoSignError,
    ReviewConflictError,
    ReviewLeftError,
    ReviewStateError,
    SameReviewerError,
    Sign,
    Verdict,
)
from consultations.ballots.rules import BallotStateError, Mode
from consultations.eligibility.models import Ended, ResidenceFact
from consultations.eligibility.rules import Proof
from consultations.ideas.service import IdeaDetails, propose
from okote.identity.events import AccountClosed
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.errors import ForbiddenError, NotFoundError
from tests.consultations.ballots.conftest import OPTIONS

WEEK = CONTESTED_WITHIN.days
WORDS = "Dix comptes ouverts en une heure, tous depuis la même salle."


@pytest.fixture
def subscriptions():
    return {BallotClosed: (service.check_reviewed,)}


async def deeds(db, deed):
    rows = (await db.exec(select(AuditEntry).where(AuditEntry.deed == deed).order_by(AuditEntry.id))).all()
    return [one.reason for one in rows]


async def test_who_shows_a_sign_is_told_to_whoever_says_why_once_nobody_votes(
    db, voted, administrator, agent, pass_time
):
    made = await voted(over=False)
    with pytest.raises(BallotStateError):
        await service.look(db, made.ballot.id, "Un doute", by=administrator)
    await pass_time(1)
    with pytest.raises(ForbiddenError):
        await service.look(db, made.ballot.id, "Un doute", by=agent)
    [wave] = await service.look(db, made.ballot.id, "Un doute", by=administrator)
    assert (wave.sign, set(wave.people)) == (Sign.WAVE, {one.person.id for one in made.voters})
    assert await deeds(db, "votes_looked_at") == ["Un doute"]


async def test_what_is_set_aside_is_left_out_and_told(db, voted, administrator):
    made = await voted()
    some = [one.person.id for one in made.voters[:4]]
    rows = await service.set_aside(db, made.ballot.id, some, Sign.WAVE, WORDS, by=administrator)
    assert [(one.accounts, one.words) for one in rows] == [(10, WORDS)] * 4
    piles = await ballots.opened(db, made.ballot)
    assert [(one.choices, one.votes, one.annulled) for one in piles] == [("1:1", 3, 2), ("2:1", 3, 2)]
    assert await files.counted(db, made.ballot) == 6
    assert await queries.by_sign(db, made.ballot.id) == [(Sign.WAVE, 4)]
    assert await deeds(db, "vote_set_aside") == [WORDS] * 4
    kept = (await db.exec(text("SELECT count(*) FROM open_vote"))).scalar_one()
    assert kept == 10, "nothing is deleted"


async def test_only_what_shows_a_sign_can_be_set_aside_and_once(db, voted, administrator):
    made = await voted()
    mine = [made.voters[0].person.id]
    for people, sign in ((mine, Sign.MAILBOX), ([administrator.person.id], Sign.WAVE), ([], Sign.WAVE)):
        with pytest.raises((NoSignError, ReviewConflictError)):
            await service.set_aside(db, made.ballot.id, people, sign, WORDS, by=administrator)
    await service.set_aside(db, made.ballot.id, mine, Sign.WAVE, WORDS, by=administrator)
    with pytest.raises(NoSignError):
        await service.set_aside(db, made.ballot.id, mine, Sign.WAVE, WORDS, by=administrator)


async def test_of_a_sealed_ballot_nothing_is(db, voted, administrator):
    made = await voted(0, mode=Mode.SEALED)
    with pytest.raises(NotFoundError):
        await service.look(db, made.ballot.id, "Un doute", by=administrator)


async def test_what_was_revoked_since_people_vote_is_a_sign(db, voted, administrator, place):
    made = await voted(2)
    at = await db.now()
    known = {"territory_id": place.territory_id, "place_id": place.id, "shown_at": at}
    days = {"shown_on": at.date(), "valid_until": at.date().replace(year=at.year + 1)}
    for voter, ended in zip(made.voters, (None, Ended.REVOKED), strict=True):
        over = {"ended_at": at, "ended_because": ended} if ended else {}
        who = {"person_id": voter.person.id, "proof": Proof.LIST}
        db.add(ResidenceFact(**known, **days, **who, **over))
    await db.flush()
    [group] = await service.look(db, made.ballot.id, "Liste à revoir", by=administrator)
    assert (group.sign, list(group.people)) == (Sign.REVOKED, [made.voters[1].person.id])


async def test_whoever_contests_is_heard_by_another(db, voted, administrator, other):
    made = await voted()
    first, second = made.voters[:2]
    some = [first.person.id, second.person.id]
    rows = await service.set_aside(db, made.ballot.id, some, Sign.WAVE, WORDS, by=administrator)
    by_person = {one.person_id: one.id for one in rows}
    with pytest.raises(NotFoundError):
        await service.contest(db, made.ballot.id, "Et moi ?", by=made.voters[5])
    for voter in (first, second):
        await service.contest(db, made.ballot.id, "Nous étions à la médiathèque.", by=voter)
    with pytest.raises(ReviewStateError):
        await service.contest(db, made.ballot.id, "Encore", by=first)
    one, two = by_person[first.person.id], by_person[second.person.id]
    with pytest.raises(SameReviewerError):
        await service.decide(db, one, Verdict.RESTORED, "Non", by=administrator)
    await service.decide(db, one, Verdict.RESTORED, "L’atelier est connu.", by=other)
    await service.decide(db, two, Verdict.UPHELD, "L’atelier ne le connaît pas.", by=other)
    with pytest.raises(ReviewStateError):
        await service.decide(db, two, Verdict.RESTORED, "Si", by=other)
    piles = await ballots.opened(db, made.ballot)
    assert (sum(one.votes for one in piles), sum(one.annulled for one in piles)) == (9, 1)
    assert await deeds(db, "set_aside_decided") == ["L’atelier est connu.", "L’atelier ne le connaît pas."]


async def test_nobody_decides_on_their_own_vote_nor_on_their_idea(db, voted, administrator, someone, other):
    idea = await propose(db, IdeaDetails("Un banc", "La côte."), by=administrator)
    made = await voted(options=(*OPTIONS, OptionDetails(title="Un banc", idea_id=idea.id)))
    voter = replace(made.voters[0], roles=other.roles)
    mine = [voter.person.id]
    for by in (voter, administrator):
        with pytest.raises(ReviewConflictError):
            await service.set_aside(db, made.ballot.id, mine, Sign.WAVE, WORDS, by=by)
    [row] = await service.set_aside(db, made.ballot.id, mine, Sign.WAVE, WORDS, by=other)
    await service.contest(db, made.ballot.id, "Pourquoi ?", by=voter)
    for by in (voter, administrator):
        with pytest.raises(ReviewConflictError):
            await service.decide(db, row.id, Verdict.RESTORED, "Si", by=by)
    third = await someone(Role.ADMINISTRATOR)
    await service.decide(db, row.id, Verdict.RESTORED, "Il est là.", by=third)


async def closes(db, ballot, first, second):
    approval = await ask_to_close(db, ballot.id, "Terminé", by=first)
    await RUNS[approval.act][1](db, approval, second)


async def test_the_ballot_is_not_closed_before_all_were_heard(db, voted, administrator, other, pass_time):
    made = await voted()
    some = [one.person.id for one in made.voters[:2]]
    rows = await service.set_aside(db, made.ballot.id, some, Sign.WAVE, WORDS, by=administrator)
    await service.contest(db, made.ballot.id, "Nous sommes une classe.", by=made.voters[0])
    for one in rows:
        one.told_at = await db.now()
    await db.flush()
    await pass_time(WEEK)
    with pytest.raises(ReviewLeftError) as refused:
        async with db.begin_nested():
            await closes(db, made.ballot, administrator, other)
    assert refused.value.parameters == {"number": 1}
    contested = next(one for one in rows if one.contested_at)
    await service.decide(db, contested.id, Verdict.RESTORED, "Une classe, en effet.", by=other)
    await closes(db, made.ballot, administrator, other)
    with pytest.raises(BallotStateError):
        await service.look(db, made.ballot.id, "Un doute", by=administrator)


async def test_it_is_never_deleted_and_the_database_holds_to_it(db, voted, administrator):
    made = await voted()
    mine = [made.voters[0].person.id]
    await service.set_aside(db, made.ballot.id, mine, Sign.WAVE, WORDS, by=administrator)
    for statement in (
        "DELETE FROM set_aside_vote",
        "DELETE FROM open_vote",
        "UPDATE set_aside_vote SET words = ''",
    ):
        with pytest.raises(IntegrityError):
            async with db.begin_nested():
                await db.exec(text(statement))


async def test_what_somebody_wrote_goes_with_their_account(db, voted, administrator):
    made = await voted()
    voter = made.voters[0]
    await service.set_aside(db, made.ballot.id, [voter.person.id], Sign.WAVE, WORDS, by=administrator)
    await service.contest(db, made.ballot.id, "Je suis Léa.", by=voter)
    await service.on_account_closed(db, AccountClosed(voter.person.id))
    row = (await db.exec(select(SetAsideVote).execution_options(populate_existing=True))).one()
    assert (row.contest, row.words) == ("", WORDS)
    assert row.contested_at is not None
