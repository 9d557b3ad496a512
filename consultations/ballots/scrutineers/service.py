"""Name who may sign for one ballot, say yes to it, take somebody off, and sign."""

from uuid import UUID

from sqlmodel import col, select, update

from consultations.ballots import queries as ballots
from consultations.ballots import rules as of_ballots
from consultations.ballots.closing import ACTS
from consultations.ballots.models import Ballot
from consultations.ballots.rules import State
from consultations.ballots.scrutineers import letters, queries, rules
from consultations.ballots.scrutineers.deeds import SCRUTINEER, ScrutineerDeed
from consultations.ballots.scrutineers.models import BallotScrutineer
from consultations.permissions import may_name_scrutineers
from okote.approvals import service as approvals
from okote.approvals.models import Approval
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.models import Person
from okote.identity.permissions import person_of, require, signed_in
from okote.identity.sessions import fingerprint, new_token
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.territories.queries import held
from okote.web.rendering import Renderer
from payments.sessions import ReadSession, WriteSession


async def name_deputy(db: WriteSession, ballot_id: UUID, person_id: UUID, *, by: Visitor) -> BallotScrutineer:
    """Somebody with a role here, for this ballot alone. BallotStateError once it is open; NotFoundError for
    whoever holds no role, or may be a second person anyway; ScrutineerKnownError.
    """
    ballot, known = await _naming(db, ballot_id, by)
    accounts = frozenset(one.person_id for one in known)
    rules.check_named(accounts, person_id, named_by=frozenset({person_of(by).id}), already=len(known))
    if person_id not in await queries.may_be_deputies(db, by.territory.id):
        raise NotFoundError
    await hold_open(db, person_id)
    at = await db.now()
    deputy = BallotScrutineer(
        territory_id=ballot.territory_id,
        ballot_id=ballot.id,
        outside=False,
        named_by=person_of(by).id,
        named_at=at,
        person_id=person_id,
        confirmed_at=at,
    )
    return await _added(db, deputy, by)


async def invite(
    db: WriteSession, renderer: Renderer, ballot_id: UUID, name: str, email: str, *, by: Visitor
) -> BallotScrutineer:
    """Somebody from outside, by mail, under the name that the minutes will say. BallotStateError once it is
    open; ScrutineerOwnError, ScrutineerKnownError, ScrutineersMostError.
    """
    ballot, known = await _naming(db, ballot_id, by)
    own = (person_of(by).email or "").lower()
    asked = frozenset(one.email for one in known if one.email)
    rules.check_named(asked, email, named_by=frozenset({own}), already=len(known))
    token = new_token()
    invited = BallotScrutineer(
        territory_id=ballot.territory_id,
        ballot_id=ballot.id,
        outside=True,
        name=name,
        email=email,
        secret_hash=fingerprint(token),
        named_by=person_of(by).id,
        named_at=await db.now(),
    )
    await _added(db, invited, by)
    await letters.invite(db, renderer, by, ballot, invited, token)
    return invited


async def invitation(db: ReadSession, territory_id: UUID, token: str) -> tuple[BallotScrutineer, Ballot]:
    """That a link leads to; NotFoundError where it was answered, called back, or is too old."""
    wanted = (
        select(BallotScrutineer, Ballot)
        .join(Ballot, col(Ballot.id) == BallotScrutineer.ballot_id)
        .where(
            BallotScrutineer.secret_hash == fingerprint(token), BallotScrutineer.territory_id == territory_id
        )
    )
    found = (await db.exec(wanted)).first()
    if found is None or found[0].named_at <= await db.now() - rules.WAITS:
        raise NotFoundError
    return found


async def confirm(db: WriteSession, token: str, *, by: Visitor) -> BallotScrutineer:
    """Once, with the account that is signed in: the mail is the proof.

    ScrutineerOwnError, ScrutineerRoleError, ScrutineerKnownError; BallotStateError once all is signed.
    """
    known, ballot = await invitation(db, by.territory.id, token)
    ballot = await held(db, Ballot, by.territory.id, ballot.id)
    at, person = await db.now(), person_of(by)
    of_ballots.check_state(ballot, await ballots.period_of(db, ballot), at, *rules.CONFIRMED_IN)
    invited = await held(db, BallotScrutineer, by.territory.id, known.id)
    if invited.secret_hash is None:
        raise NotFoundError
    namer = await db.get_one(Person, invited.named_by)
    rules.check_confirms(
        person.id,
        person.email,
        named_by=namer.id,
        their_email=namer.email,
        holds_role=bool(by.roles),
    )
    if person.id in await queries.who_signs(db, ballot.id):
        raise rules.ScrutineerKnownError
    await hold_open(db, person.id)
    was = SCRUTINEER.facts(invited)
    invited.email = invited.secret_hash = None
    invited.person_id, invited.confirmed_at = person.id, at
    await db.flush()
    await note(db, by.doer, ScrutineerDeed.SCRUTINEER_CONFIRMED, invited, was)
    return invited


async def take_off(db: WriteSession, scrutineer_id: UUID, *, by: Visitor) -> UUID:
    """Before the ballot opens; who never answered, also later. BallotStateError."""
    require(may_name_scrutineers(by))
    one = await held(db, BallotScrutineer, by.territory.id, scrutineer_id)
    ballot = await held(db, Ballot, by.territory.id, one.ballot_id)
    wanted = rules.NAMED_IN if one.person_id is not None else tuple(State)
    of_ballots.check_state(ballot, await ballots.period_of(db, ballot), await db.now(), *wanted)
    await note(db, by.doer, ScrutineerDeed.SCRUTINEER_REMOVED, one, SCRUTINEER.facts(one))
    await db.delete(one)
    await db.flush()
    return ballot.id


async def sign(
    db: WriteSession, ballot_id: UUID, approval_id: UUID, answer: str, *, well: bool, by: Visitor
) -> Approval:
    """Give the second signature, or refuse it, for a ballot that one is named for: it is done at once.

    NotFoundError for all else; OwnRequestError, ApprovalOverError, BallotStateError.
    """
    await queries.standing(db, by, ballot_id)
    asked = await held(db, Approval, by.territory.id, approval_id)
    if asked.subject_id != ballot_id or asked.act not in queries.SIGNED:
        raise NotFoundError
    if well:
        return await approvals.approve(db, ACTS, approval_id, answer, by=by, may=signed_in)
    return await approvals.refuse(db, approval_id, answer, by=by, may=signed_in)


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """That a ballot was signed stays; who they were does not."""
    theirs = col(BallotScrutineer.person_id) == closed.person_id
    await db.exec(update(BallotScrutineer).where(theirs).values(name=""))


async def _naming(db: WriteSession, ballot_id: UUID, by: Visitor) -> tuple[Ballot, list[BallotScrutineer]]:
    """The ballot, held, with all who are named; by administrators, before it opens."""
    require(may_name_scrutineers(by))
    ballot = await held(db, Ballot, by.territory.id, ballot_id)
    of_ballots.check_state(ballot, await ballots.period_of(db, ballot), await db.now(), *rules.NAMED_IN)
    return ballot, [one.row for one in await queries.named(db, ballot.id)]


async def _added(db: WriteSession, one: BallotScrutineer, by: Visitor) -> BallotScrutineer:
    db.add(one)
    await db.flush()
    await note(db, by.doer, ScrutineerDeed.SCRUTINEER_NAMED, one)
    return one
