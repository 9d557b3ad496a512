"""Many sealed votes at once, for the demo and for whoever measures: each is cast as one alone is.

The database marks the roll and fills the urn by the function that the service calls for one voter, within one
statement for many: nothing is written past it, and what it would refuse is refused here.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text

from consultations.ballots import rules
from consultations.ballots.closing import TURN_OVER
from consultations.ballots.models import Ballot
from consultations.ballots.rules import Channel, Choices
from okote.platform import limits
from okote.platform.db import patient
from payments.sessions import WriteSession

CAST = text("""
    SELECT given.outcome, count(*)
      FROM jsonb_to_recordset(CAST(:papers AS jsonb))
           AS paper (voter text, positions integer[], points integer[], code text, nonce text),
           LATERAL roll.cast_vote(
               :ballot, decode(voter, 'hex'), :channel, positions, points, decode(code, 'hex'), nonce) given
     GROUP BY 1
""")


@dataclass(frozen=True, slots=True)
class Paper:
    """What somebody chose; `voter` is of their account."""

    voter: UUID
    choices: Choices


async def cast_many(
    db: WriteSession, ballot: Ballot, papers: Sequence[Paper], *, channel: Channel = Channel.WEB
) -> Mapping[str, int]:
    """How many had which outcome: `cast`, `voted` for a double, `over`."""
    written = json.dumps(list(_written(db.info[limits.KEY], ballot, papers)))
    asked = CAST.bindparams(papers=written, ballot=ballot.id, channel=channel.value)
    return dict((await db.exec(cast("Any", asked))).all())


async def turn_over(db: WriteSession) -> None:
    """As the job does each hour: papers are written anew in another order, receipts told in a batch."""
    async with patient(db):
        await db.exec(cast("Any", TURN_OVER))


def _written(key: bytes, ballot: Ballot, papers: Iterable[Paper]) -> Iterable[Mapping[str, object]]:
    for paper in papers:
        made = rules.secrets_of(key, ballot.id, str(paper.voter))
        yield {
            "voter": rules.voter_key(key, ballot.id, paper.voter).hex(),
            "positions": list(paper.choices),
            "points": list(paper.choices.values()),
            "code": rules.code_hash(ballot.id, made.code).hex(),
            "nonce": made.nonce,
        }
