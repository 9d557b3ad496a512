"""Who reads a difficulty: as few as can be, and nobody by having a look."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import and_, col

from consultations.difficulties.models import Difficulty
from consultations.difficulties.rules import DifficultyState, OwnDifficultyError
from consultations.permissions import may_enter_difficulties
from okote.identity.models import Role
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import held
from payments.sessions import WriteSession


def is_own(visitor: Visitor, difficulty: Difficulty) -> bool:
    """Whoever told it from their account."""
    return visitor.person is not None and difficulty.person_id == visitor.person.id


def speaks_for(visitor: Visitor, difficulty: Difficulty) -> bool:
    """Agents at the counter and on the telephone, for whoever has no account."""
    return may_enter_difficulties(visitor) and difficulty.person_id is None and not difficulty.emptied


def routes(visitor: Visitor, difficulty: Difficulty) -> bool:
    """Agents, as long as no service has it."""
    return may_enter_difficulties(visitor) and difficulty.state is DifficultyState.TOLD


def in_charge(visitor: Visitor, difficulty: Difficulty) -> bool:
    """Whoever answers for the service that has it now; one that passed it on reads it no longer."""
    return not difficulty.emptied and difficulty.service_id in visitor.scopes(Role.SERVICE)


def handles(visitor: Visitor, difficulty: Difficulty) -> bool:
    """Anyone of the administration who may read it. Nobody handles their own."""
    if is_own(visitor, difficulty):
        return False
    return any(may(visitor, difficulty) for may in (routes, in_charge, speaks_for))


def handled_by(visitor: Visitor) -> ColumnElement[bool]:
    """The same, of rows: what `handles` says yes to."""
    person_id = visitor.person.id if visitor.person else None
    mine = col(Difficulty.service_id).in_(visitor.scopes(Role.SERVICE))
    unaccounted = or_(col(Difficulty.state) == DifficultyState.TOLD, col(Difficulty.person_id).is_(None))
    theirs = or_(mine, unaccounted if may_enter_difficulties(visitor) else false())
    return and_(~col(Difficulty.emptied), col(Difficulty.person_id).is_distinct_from(person_id), theirs)


async def handled(db: WriteSession, difficulty_id: UUID, by: Visitor) -> Difficulty:
    """Held, for whoever handles it. OwnDifficultyError, and NotFoundError: nobody else learns of it."""
    found = await held(db, Difficulty, by.territory.id, difficulty_id)
    if is_own(by, found) and not found.emptied:
        raise OwnDifficultyError
    if not handles(by, found):
        raise NotFoundError
    return found
