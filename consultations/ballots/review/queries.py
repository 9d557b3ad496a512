"""Reads for a second look: who shows which sign, and what was set aside; in none what was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, func, or_, select

from consultations.ballots.models import Ballot, BallotOption
from consultations.ballots.queries import period_of
from consultations.ballots.review.models import SetAsideVote
from consultations.ballots.review.rules import Group, Sign, Stage, Voter, groups, stage
from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.models import Idea
from okote.identity.models import Person
from okote.platform.db import patient
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

VOTERS = text("""
    SELECT person.id, person.created_at, person.email,
           EXISTS (SELECT FROM residence_fact known
                   WHERE known.person_id = person.id AND known.territory_id = :territory
                     AND known.proof <> 'declared' AND known.ended_at IS NULL)
           OR EXISTS (SELECT FROM age_fact known
                      WHERE known.person_id = person.id AND known.territory_id = :territory
                        AND known.proof <> 'declared' AND known.ended_at IS NULL) AS shown,
           EXISTS (SELECT FROM residence_fact gone
                   WHERE gone.person_id = person.id AND gone.territory_id = :territory
                     AND gone.ended_because = 'revoked' AND gone.ended_at >= :opened) AS revoked
      FROM open_vote vote JOIN person ON person.id = vote.person_id
     WHERE vote.ballot_id = :ballot AND NOT EXISTS (
           SELECT FROM set_aside_vote gone
           WHERE gone.ballot_id = vote.ballot_id AND gone.person_id = vote.person_id)
     ORDER BY person.id
""")
"""Of those whose vote is not set aside; nothing here looks at what they chose."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One account of a group, as the office sees it; its mailbox only where that is the sign."""

    person: UUID
    name: str | None
    opened_at: datetime
    mailbox: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A vote that was set aside, with who did, and who decided."""

    row: SetAsideVote
    stage: Stage
    name: str | None
    by: str | None
    decided: str | None


async def found(db: ReadSession, ballot: Ballot) -> list[Group]:
    """Who shows a sign at this moment."""
    period = await period_of(db, ballot)
    asked = VOTERS.bindparams(ballot=ballot.id, territory=ballot.territory_id, opened=period.opens)
    async with patient(db):
        rows = (await db.exec(cast("Any", asked))).all()
    return groups([Voter(*row) for row in rows], ballot.announced_at or period.opens)


async def shown(db: ReadSession, seen: Sequence[Group]) -> Sequence[tuple[Group, Sequence[Shown]]]:
    ids = {person for group in seen for person in group.people}
    known: dict[UUID, Person] = {}
    for some in _portions(sorted(ids)):
        wanted = select(Person).where(col(Person.id).in_(some)).order_by(col(Person.id))
        known |= {one.id: one for one in await db.exec(wanted)}
    return [(group, [_shown(known[person], group.sign) for person in group.people]) for group in seen]


def _portions(ids: Sequence[UUID], size: int = 1_000) -> Sequence[Sequence[UUID]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def _shown(person: Person, sign: Sign) -> Shown:
    mailbox = person.email if sign is Sign.MAILBOX else None
    return Shown(person.id, person.public_name, person.created_at, mailbox)


async def concerned(db: ReadSession, ballot_id: UUID) -> frozenset[UUID]:
    """Whoever wrote an idea on that ballot, alone or with others."""
    on_it = select(BallotOption.idea_id).where(
        BallotOption.ballot_id == ballot_id, col(BallotOption.idea_id).is_not(None)
    )
    ideas = select(Idea.person_id).where(col(Idea.id).in_(on_it)).order_by(col(Idea.id))
    with_others = select(IdeaAuthor.person_id).where(
        col(IdeaAuthor.idea_id).in_(on_it), col(IdeaAuthor.left_at).is_(None)
    )
    known = [*await db.exec(ideas), *await db.exec(with_others.order_by(col(IdeaAuthor.id)))]
    return frozenset(one for one in known if one is not None)


async def of_ballot(db: ReadSession, ballot_id: UUID) -> Sequence[SetAsideVote]:
    wanted = select(SetAsideVote).where(SetAsideVote.ballot_id == ballot_id)
    return (await db.exec(wanted.order_by(col(SetAsideVote.id)))).all()


async def told(db: ReadSession, ballot_id: UUID) -> Sequence[Told]:
    """For the office, those that wait for a decision first."""
    rows, at = await of_ballot(db, ballot_id), await db.now()
    ids = {one for row in rows for one in (row.person_id, row.set_by, row.decided_by) if one}
    names: dict[UUID, str | None] = {}
    for some in _portions(sorted(ids)):
        wanted = select(Person.id, Person.public_name).where(col(Person.id).in_(some))
        names |= dict((await db.exec(wanted.order_by(col(Person.id)))).all())
    made = [
        Told(
            row,
            stage(row, at),
            names[row.person_id],
            names[row.set_by],
            names[row.decided_by] if row.decided_by else None,
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: (one.stage is not Stage.CONTESTED, one.row.id))


async def mine(db: ReadSession, territory_id: UUID, ballot_id: UUID, person_id: UUID) -> SetAsideVote:
    """NotFoundError where that person's vote was not set aside."""
    wanted = of_territory(select(SetAsideVote), SetAsideVote.territory_id, territory_id).where(
        SetAsideVote.ballot_id == ballot_id, SetAsideVote.person_id == person_id
    )
    row = (await db.exec(wanted)).first()
    if row is None:
        raise NotFoundError
    return row


async def set_aside_of(db: ReadSession, person_id: UUID) -> Mapping[UUID, SetAsideVote]:
    """By ballot, for their own page."""
    wanted = select(SetAsideVote).where(SetAsideVote.person_id == person_id)
    return {one.ballot_id: one for one in await db.exec(wanted.order_by(col(SetAsideVote.id)))}


async def by_sign(db: ReadSession, ballot_id: UUID) -> Sequence[tuple[Sign, int]]:
    """How many votes are left out of the count, by what they showed."""
    sign, left = col(SetAsideVote.sign), col(SetAsideVote.verdict)
    wanted = select(SetAsideVote.sign, func.count()).where(
        SetAsideVote.ballot_id == ballot_id, or_(left.is_(None), left == "upheld")
    )
    rows = await db.exec(wanted.group_by(sign).order_by(sign))
    return [(Sign(shown), votes) for shown, votes in rows]
