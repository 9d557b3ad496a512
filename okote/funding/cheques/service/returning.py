"""A cheque that goes back to its donor, or that its bank did not pay.

Above the territory's sum one person asks for it and another one approves, as what reverses money does.
"""

from collections.abc import Mapping
from uuid import UUID

from okote.approvals.models import Approval
from okote.approvals.service import Wanted, second_person
from okote.feature import Act
from okote.funding.cheques import rules
from okote.funding.cheques.deeds import CHEQUE
from okote.funding.cheques.events import ChequeBounced, ChequeGivenBack
from okote.funding.cheques.models import Cheque
from okote.funding.cheques.rules import ChequeState
from okote.funding.cheques.service.rows import banked_key, counted, held_key
from okote.funding.cheques.service.steps import step
from okote.funding.permissions import may_keep_cheques
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.i18n import say
from okote.territories.queries import held, one_of
from payments.ledger.queries import entry_of
from payments.ledger.service import reverse
from payments.sessions import WriteSession

GIVE_BACK, BOUNCE = "cheque-give-back", "cheque-bounce"


async def give_back(db: WriteSession, cheque_id: UUID, why: str, *, by: Visitor) -> Cheque | Approval:
    """Its donor has it again; `why` says how. One that counts stays, unless it is to go back.

    What waits for a second person, where the territory's sum asks for one.
    """
    require(may_keep_cheques(by))
    cheque, pledge = await _returnable(db, cheque_id, by)
    waits = await second_person(db, _wanted(GIVE_BACK, cheque, ChequeState.GIVEN_BACK, why), by=by)
    return waits or await _give_back(db, cheque, pledge, why, by)


async def _give_back_approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    cheque, pledge = await _returnable(db, approval.subject_id, by)
    await _give_back(db, cheque, pledge, approval.reason, by)


async def _returnable(db: WriteSession, cheque_id: UUID, by: Visitor) -> tuple[Cheque, Pledge | None]:
    """Held, with its pledge where it counts."""
    found = await one_of(db, Cheque, by.territory.id, cheque_id)
    if found.pledge_id is None:
        cheque, pledge = await held(db, Cheque, by.territory.id, cheque_id), None
    else:
        cheque, _, pledge = await counted(db, cheque_id, by)
    rules.check_step(cheque.state, ChequeState.GIVEN_BACK)
    rules.check_returnable(cheque.state, pledge.status if pledge is not None else None)
    return cheque, pledge


async def _give_back(
    db: WriteSession, cheque: Cheque, pledge: Pledge | None, why: str, by: Visitor
) -> Cheque:
    if pledge is None:
        await units.let_go(db, cheque.id)
    else:
        pledge.status, pledge.ended_at = PledgeStatus.REFUNDED, await db.now()
        await _reverse(db, by, held_key(cheque), f"cheque-given-back:{cheque.id}")
    return await step(db, cheque, ChequeState.GIVEN_BACK, by, why=why, tell=ChequeGivenBack(cheque.id))


async def bounce(db: WriteSession, cheque_id: UUID, why: str, *, by: Visitor) -> Cheque | Approval:
    """The bank did not pay it: what it moved is reversed, and it counts no more.

    What the rule decided stays, and so do the calls to partners: who owes what then is between them and
    the holder (funding.md, 5.14). What waits for a second person, where the territory's sum asks for one.
    """
    require(may_keep_cheques(by))
    cheque, pledge = await _banked(db, cheque_id, by)
    waits = await second_person(db, _wanted(BOUNCE, cheque, ChequeState.BOUNCED, why), by=by)
    return waits or await _bounce(db, cheque, pledge, why, by)


async def _bounce_approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    cheque, pledge = await _banked(db, approval.subject_id, by)
    await _bounce(db, cheque, pledge, approval.reason, by)


async def _banked(db: WriteSession, cheque_id: UUID, by: Visitor) -> tuple[Cheque, Pledge]:
    cheque, _, pledge = await counted(db, cheque_id, by)
    rules.check_step(cheque.state, ChequeState.BOUNCED)
    return cheque, pledge


async def _bounce(db: WriteSession, cheque: Cheque, pledge: Pledge, why: str, by: Visitor) -> Cheque:
    pledge.status, pledge.ended_at = PledgeStatus.FAILED, await db.now()
    await units.follow(db, pledge)
    await _reverse(db, by, banked_key(cheque), f"cheque-bounced:{cheque.id}")
    await _reverse(db, by, held_key(cheque), f"cheque-gone:{cheque.id}")
    return await step(db, cheque, ChequeState.BOUNCED, by, why=why, tell=ChequeBounced(cheque.id))


def _wanted(act: str, cheque: Cheque, to: ChequeState, why: str) -> Wanted:
    return Wanted(
        act=act,
        subject=cheque.id,
        called=cheque.reference,
        amount=cheque.amount,
        before={"state": cheque.state.value},
        after={"state": to.value},
        reason=why,
    )


async def _reverse(db: WriteSession, by: Visitor, entry_key: str, key: str) -> None:
    entry = await entry_of(db, by.territory.book, entry_key)
    if entry is not None:
        await reverse(db, entry, key=key, at=await db.now())


ACTS: Mapping[str, Act] = {
    GIVE_BACK: Act(say("Give a cheque back"), CHEQUE, _give_back_approved),
    BOUNCE: Act(say("Note that a bank did not pay a cheque"), CHEQUE, _bounce_approved),
}
