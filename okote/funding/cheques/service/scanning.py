"""Keep the picture of a cheque."""

from pathlib import Path
from uuid import UUID

from sqlmodel import func, select

from okote.funding.cheques import rules
from okote.funding.cheques.deeds import ChequeDeed
from okote.funding.cheques.models import Cheque, ChequeScan
from okote.funding.permissions import may_keep_cheques
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.files.papers import store_paper
from okote.territories.queries import held
from payments.sessions import WriteSession
from payments.tables import uuid7


async def add_scan(
    db: WriteSession, cheque_id: UUID, data: bytes, *, folder: Path, by: Visitor
) -> ChequeScan:
    """The file is written before the row commits: a crash leaves a file that nothing names.

    ChequeNotSeenError, TooManyScansError, NotAPaperError, PaperTooLargeError, PictureTooLargeError.
    """
    require(may_keep_cheques(by))
    cheque = await held(db, Cheque, by.territory.id, cheque_id)
    kept = select(func.count()).where(ChequeScan.cheque_id == cheque.id)
    rules.check_scannable(cheque.state, kept=(await db.exec(kept)).one())
    name = uuid7()
    scan = ChequeScan(
        id=name,
        territory_id=cheque.territory_id,
        cheque_id=cheque.id,
        kind=await store_paper(data, folder=folder, name=name),
        sent_at=await db.now(),
        sent_by=person_of(by).id,
    )
    db.add(scan)
    await db.flush()
    await note(db, by.doer, ChequeDeed.CHEQUE_SCANNED, scan)
    return scan
