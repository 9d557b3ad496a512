"""Once a result can no longer be contested, nothing is kept of who voted; of votes, only what was published.

Files, minutes, counts, the log of receipts and why votes were annulled stay for good.
"""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, delete, select, update

from consultations.ballots.models import Ballot
from consultations.ballots.paper.models import BallotCode, Booth, BoothUpload, PaperBatch, PaperEntry
from consultations.ballots.rules import KEPT_FOR, Mode
from payments.sessions import ReadSession, WriteSession

EMPTY = text("SELECT roll.empty(:ballot)")
"""Roll and urn together; the database itself refuses it before the time is over."""


async def due(db: ReadSession) -> Sequence[UUID]:
    """Sealed ballots whose time is over, the first written first."""
    over = col(Ballot.published_stamp) <= await db.now() - KEPT_FOR
    wanted = select(Ballot.id).where(Ballot.mode == Mode.SEALED, over, col(Ballot.emptied_at).is_(None))
    return (await db.exec(wanted.order_by(col(Ballot.id)))).all()


async def empty(db: WriteSession, ballot_id: UUID) -> bool:
    """All of it at once; False where it was done before, which changes nothing."""
    held = select(Ballot).where(Ballot.id == ballot_id, col(Ballot.emptied_at).is_(None)).with_for_update()
    ballot = (await db.exec(held.execution_options(populate_existing=True))).first()
    if ballot is None:
        return False
    await db.exec(cast("Any", EMPTY.bindparams(ballot=ballot.id)))
    booths = select(Booth.id).where(Booth.ballot_id == ballot.id)
    batches = select(PaperBatch.id).where(PaperBatch.ballot_id == ballot.id)
    await db.exec(delete(BallotCode).where(col(BallotCode.ballot_id) == ballot.id))
    await db.exec(delete(BoothUpload).where(col(BoothUpload.booth_id).in_(booths)))
    await db.exec(delete(PaperEntry).where(col(PaperEntry.batch_id).in_(batches)))
    nobody = {"made_by": None, "accepted_by": None}
    await db.exec(update(PaperBatch).where(col(PaperBatch.ballot_id) == ballot.id).values(**nobody))
    nobody = {"created_by": None, "opened_by": None}
    await db.exec(update(Booth).where(col(Booth.ballot_id) == ballot.id).values(**nobody))
    ballot.emptied_at = await db.now()
    await db.flush()
    return True
