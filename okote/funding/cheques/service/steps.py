"""What happens to a cheque, each step with who took it and when."""

from okote.funding.cheques import rules
from okote.funding.cheques.events import ChequeEvent
from okote.funding.cheques.models import Cheque, ChequeStep
from okote.funding.cheques.rules import ChequeState
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.events import emit
from payments.sessions import WriteSession


async def step(
    db: WriteSession,
    cheque: Cheque,
    to: ChequeState,
    by: Visitor,
    *,
    note: str = "",
    tell: ChequeEvent | None = None,
) -> Cheque:
    rules.check_step(cheque.state, to)
    cheque.state = to
    await record(db, cheque, by, note)
    if tell is not None:
        await emit(db, tell)
    return cheque


async def record(db: WriteSession, cheque: Cheque, by: Visitor, note: str) -> None:
    taken = ChequeStep(
        cheque_id=cheque.id,
        state=cheque.state,
        at=await db.now(),
        person_id=person_of(by).id,
        note=note,
    )
    db.add(taken)
    await db.flush()
