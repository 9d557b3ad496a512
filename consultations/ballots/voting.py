"""Vote, and change one's mind.

Of a sealed vote nothing is written here but by one call of the database, which is given no name: the roll
takes a key of the voter, the urn what was chosen, and no other row is written in that transaction.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from uuid import UUID

from psycopg import errors
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import OperationalError
from sqlmodel import Integer, col, delete, func, select

from consultations.ballots import rules
from consultations.ballots.electors import check_free, of_person
from consultations.ballots.lines import check_lined
from consultations.ballots.models import Ballot, OpenVote
from consultations.ballots.rules import CHOICES, Channel, Choices, Mode
from consultations.eligibility.rules import Conditions
from consultations.eligibility.service import check_eligible
from consultations.processes.permitting import opened, permitted
from consultations.processes.rules import Permit
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.errors import NotFoundError
from okote.territories.queries import one_of
from payments.sessions import WriteSession

LISTS = (bindparam("positions", type_=ARRAY(Integer)), bindparam("points", type_=ARRAY(Integer)))
CAST = text(
    "SELECT outcome, receipt"
    " FROM roll.cast_vote(:ballot, :voter, :channel, :positions, :points, :code, :nonce)"
).bindparams(*LISTS)
REPLACED = text(
    "SELECT outcome, receipt FROM urn.replace_vote(:ballot, :code, :positions, :points, :nonce)"
).bindparams(*LISTS)
STANDING = text(
    "SELECT coalesce(nullif(ballot_standing(:ballot), 'open'), ballot_refusal(:ballot, :positions, :points))"
).bindparams(*LISTS)
WHILE_OPEN = text(
    "SELECT pg_advisory_xact_lock_shared(hashtextextended('ballot:' || CAST(:ballot AS text), 0))"
)
"""Whoever closes the ballot takes the same lock alone, and so waits for votes that are under way."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the voter is shown once. `choices` and `nonce` make the receipt, which anybody can compute."""

    choices: str
    nonce: str
    receipt: bytes
    code: str


async def cast_vote(
    db: WriteSession,
    ballot_id: UUID,
    choices: Choices,
    seed: str,
    *,
    by: Visitor,
    channel: Channel = Channel.WEB,
) -> Given:
    """A sealed vote, for good or none at all; the same form sent twice is answered twice alike.

    `seed` comes with the form, made at random for it (`secrets.token_hex`).
    AlreadyVotedError, also of whoever did so by their line of the list; BallotEarlyError, BallotOverError,
    ChoicesError; and of `permitted`, `check_eligible`.
    """
    ballot = await _voted_on(db, ballot_id, Mode.SEALED, by=by)
    person = person_of(by).id
    await check_lined(db, ballot, by=by)
    await check_free(db, ballot, person, partial(of_person, db, by.territory.id, person))
    voter = rules.voter_key(db.info[limits.KEY], ballot.id, person)
    return await cast_for(db, ballot, voter, choices, seed, channel=channel)


async def cast_for(
    db: WriteSession, ballot: Ballot, voter: bytes, choices: Choices, seed: str, *, channel: Channel
) -> Given:
    """The same for whoever is known by a key alone, such as that of a code by letter (`rules.voter_key`).

    KeyChangedError: with another secret key nobody would be found on the roll. BallotOverError also of one
    that waited for a double of itself while the vote ended: the database undoes it, and alone.
    """
    if ballot.key_check != rules.key_check(db.info[limits.KEY], ballot.id):
        raise rules.KeyChangedError
    made = rules.secrets_of(db.info[limits.KEY], ballot.id, seed)
    code = rules.code_hash(ballot.id, made.code)
    asked = CAST.bindparams(
        ballot=ballot.id, voter=voter, channel=channel.value, code=code, nonce=made.nonce, **_lists(choices)
    )
    try:
        async with db.begin_nested():
            outcome, receipt = (await db.exec(cast("Any", asked))).one()
    except OperationalError as error:
        if isinstance(error.orig, errors.ObjectNotInPrerequisiteState):
            raise rules.BallotOverError from None
        raise
    _refuse(ballot, outcome)
    return Given(rules.canonical(choices), made.nonce, receipt, made.code)


async def replace_vote(
    db: WriteSession, ballot_id: UUID, code: str, choices: Choices, seed: str, *, by: Visitor
) -> Given:
    """Whoever has the code replaces the vote, as often as they like until the ballot closes: the last counts.

    UnknownCodeError, BallotOverError, ChoicesError; and of `opened`. Whether they may vote was judged when
    they did: whoever voted without an account has none now.
    """
    ballot = await one_of(db, Ballot, by.territory.id, ballot_id)
    await opened(db, ballot.process_id, Permit.VOTE, by=by)
    made = rules.secrets_of(db.info[limits.KEY], ballot.id, seed)
    hashed = rules.code_hash(ballot.id, code)
    asked = REPLACED.bindparams(ballot=ballot.id, code=hashed, nonce=made.nonce, **_lists(choices))
    outcome, receipt = (await db.exec(cast("Any", asked))).one()
    _refuse(ballot, outcome)
    return Given(rules.canonical(choices), made.nonce, receipt, rules.typed(code))


async def vote_openly(db: WriteSession, ballot_id: UUID, choices: Choices, *, by: Visitor) -> OpenVote:
    """Beside the account, and changed as often as one likes until the ballot closes.

    BallotEarlyError, BallotOverError, ChoicesError; and of `permitted`, `check_eligible`.
    """
    ballot = await _voted_on(db, ballot_id, Mode.OPEN, by=by)
    await _open_now(db, ballot, choices)
    vote = OpenVote(
        ballot_id=ballot.id, person_id=person_of(by).id, choices=rules.canonical(choices), at=await db.now()
    )
    given = insert(OpenVote).values(vote.model_dump())
    now = {"choices": given.excluded.choices, "at": given.excluded.at}
    await db.exec(given.on_conflict_do_update(index_elements=["ballot_id", "person_id"], set_=now))
    return vote


async def take_back(db: WriteSession, ballot_id: UUID, *, by: Visitor) -> None:
    """An open vote, while the ballot is open; a sealed one can't be found, even by us."""
    ballot = await _voted_on(db, ballot_id, Mode.OPEN, by=by)
    await _open_now(db, ballot, {})
    mine = (col(OpenVote.ballot_id) == ballot.id) & (col(OpenVote.person_id) == person_of(by).id)
    await db.exec(delete(OpenVote).where(mine))


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """Their open votes go where people may still change theirs; a tally that is over stays as it is."""
    running = select(Ballot.id).where(func.ballot_standing(Ballot.id) == "open")
    theirs = col(OpenVote.person_id) == closed.person_id
    await db.exec(delete(OpenVote).where(theirs, col(OpenVote.ballot_id).in_(running)))


async def _voted_on(db: WriteSession, ballot_id: UUID, mode: Mode, *, by: Visitor) -> Ballot:
    ballot = await one_of(db, Ballot, by.territory.id, ballot_id)
    if ballot.mode is not mode or ballot.announced_at is None:
        raise NotFoundError
    await permitted(db, ballot.process_id, Permit.VOTE, by=by)
    if ballot.conditions:
        await check_eligible(db, Conditions.read(ballot.conditions), by=by)
    return ballot


async def _open_now(db: WriteSession, ballot: Ballot, choices: Choices) -> None:
    await db.exec(cast("Any", WHILE_OPEN.bindparams(ballot=ballot.id)))
    asked = STANDING.bindparams(ballot=ballot.id, **_lists(choices))
    _refuse(ballot, (await db.exec(cast("Any", asked))).scalar_one())


def _refuse(ballot: Ballot, outcome: str | None) -> None:
    """What the database answered, in our own words; nothing where it was done."""
    match outcome:
        case None | "cast" | "replaced":
            return
        case "voted":
            raise rules.AlreadyVotedError
        case "unknown_code":
            raise rules.UnknownCodeError
        case "early":
            raise rules.BallotEarlyError
        case "over":
            raise rules.BallotOverError
        case why:
            raise CHOICES[why](ballot)


def _lists(choices: Choices) -> dict[str, Any]:
    return {"positions": list(choices), "points": list(choices.values())}
