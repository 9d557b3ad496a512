"""What happens to a cheque, each step with who took it and when."""

from okote.funding.cheques import rules
from okote.funding.cheques.deeds import CHEQUE, LED_BY, ChequeDeed
from okote.funding.cheques.events import ChequeEvent
from okote.funding.cheques.models import Cheque, ChequeStep
from okote.funding.cheques.rules import ChequeState
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.audit import Facts, note
from okote.platform.events import emit
from payments.sessions import WriteSession


async def step(
    db: WriteSession,
    cheque: Cheque,
    to: ChequeState,
    by: Visitor,
    *,
    why: str = "",
    was: Facts | None = None,
    tell: ChequeEvent | None = None,
) -> Cheque:
    """In its own history, and in the audit trail unless its donor took it.

    `was` is how it stood before, where more than its state has changed.
    """
    rules.check_step(cheque.state, to)
    before = CHEQUE.facts(cheque) if was is None else was
    cheque.state = to
    await record(db, cheque, by, why)
    if to is not ChequeState.WITHDRAWN or cheque.person_id != person_of(by).id:
        await note(db, by.doer, _deed(cheque), cheque, before, reason=why)
    if tell is not None:
        await emit(db, tell)
    return cheque


def _deed(cheque: Cheque) -> ChequeDeed:
    """An agent who enters a cheque receives it in the same act."""
    if cheque.state is ChequeState.RECEIVED and cheque.entered_by is not None:
        return ChequeDeed.CHEQUE_ENTERED
    return LED_BY[cheque.state]


async def record(db: WriteSession, cheque: Cheque, by: Visitor, why: str) -> None:
    taken = ChequeStep(
        cheque_id=cheque.id,
        state=cheque.state,
        at=await db.now(),
        person_id=person_of(by).id,
        note=why,
    )
    db.add(taken)
    await db.flush()
