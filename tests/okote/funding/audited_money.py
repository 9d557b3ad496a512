"""Buttons for what failed, was put aside, is owed by transfer, or differs from Stripe."""

from uuid import uuid4

from sqlalchemy import text
from sqlmodel import select

from okote.funding.closing.models import Closing, Recovery
from okote.funding.closing.rules import Decision
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.refunds.models import BankOrder, BankRefund
from okote.funding.refunds.rules import BankRefundState
from okote.platform.mail.models import Mail
from payments.inbox.models import StripeEvent
from payments.inbox.rules import Remark, Source
from payments.reconciliation.models import Difference, Reconciliation
from payments.reconciliation.rules import Kind
from tests.okote.app_client import WHY, territory
from tests.okote.funding.closing.given_back import give_back_after_success
from tests.okote.funding.refunds.returned import OFFICE

WORK = "/work"
FAILED_REFUND = text(
    "UPDATE pledge SET status = 'refunding', refund_failure = 'insufficient_funds' WHERE id = :id"
)
PUT_ASIDE = text(
    "UPDATE payment SET status = 'quarantined', received_minor = 3000, paid_at = NULL, fee_minor = NULL,"
    " ended_at = :at, next_check_at = NULL WHERE id = :id"
)


async def mend(walk, boss, scene):
    """What failed, or was put aside."""
    given, aside, charged_twice = [await scene.pledge(euros) for euros in (20, 30, 40)]
    await walk.press(boss, "/pledges/{pledge_id:uuid}/give-back", WHY, pledge_id=charged_twice.id)
    hidden = {"pledge_id": given.id}
    await walk.press(boss, "/pledges/{pledge_id:uuid}/hide", WHY, **hidden)
    here = await territory(walk.house)
    async with walk.house.database.unit_of_work() as db:
        at = await db.now()
        await db.exec(FAILED_REFUND.bindparams(id=given.id))
        await db.exec(PUT_ASIDE.bindparams(id=aside.payment_id, at=at))
        commitment = (await db.exec(select(SignedCommitment).order_by(SignedCommitment.id).limit(1))).one()
        db.add(
            FundsCall(
                commitment_id=commitment.id,
                territory_id=here.id,
                amount_minor=900,
                called_at=at,
                due_on=at.date(),
            )
        )
        db.add(
            Closing(
                campaign_id=scene.campaign.id,
                territory_id=here.id,
                decided_at=at,
                decision=Decision.FUNDED,
                pledged_minor=2000,
                public_minor=0,
                private_minor=0,
                threshold_minor=1000,
                commission_minor=160,
                vat_minor=27,
                transfer_minor=1840,
                owed_minor=0,
                failure="declined",
            )
        )
        event = StripeEvent(
            source=Source.PLATFORM,
            event_id="evt_1",
            type="charge.refunded",
            livemode=False,
            body=b'{"data": {"object": {"object": "charge", "id": "ch_1"}}}',
            created_at=at,
            received_at=at,
            handled_at=at,
            remark=Remark.UNKNOWN_OBJECT,
        )
        db.add(event)
        owed = {"pledge_id": given.id, "campaign_id": scene.campaign.id, "territory_id": here.id}
        db.add(
            Recovery(
                id=given.id,
                **owed,
                dispute_id=uuid4(),
                amount_minor=2000,
                owed_at=at,
                failure="balance_insufficient",
            )
        )
        await db.exec(text("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'todo'"))
        job = await db.scalar(text("SELECT max(id) FROM procrastinate_jobs WHERE status = 'failed'"))
        await db.exec(text("UPDATE mail SET state = 'refused', failure = '550'"))
    await walk.press(boss, "/pledges/{pledge_id:uuid}/refund", WHY, **hidden)
    await walk.press(boss, "/stripe/payments/{payment_id:uuid}/give-back", WHY, payment_id=aside.payment_id)
    await walk.press(boss, "/closings/{campaign_id:uuid}/retry", WHY, campaign_id=scene.campaign.id)
    await walk.press(boss, "/disputes/{recovery_id:uuid}/recover", WHY, recovery_id=given.id)
    await give_back_after_success(walk, boss, scene)
    await walk.press(boss, "/stripe/inbox/{event_id:uuid}/again", WHY, event_id=event.id)
    await walk.press(boss, f"{WORK}/jobs/{{job_id:int}}/retry", WHY, job_id=job)
    mail = (await walk.latest(Mail)).id
    await walk.press(boss, f"{WORK}/mails/{{mail_id:uuid}}/retry", WHY, mail_id=mail)
    paid = {"received_on": "2026-01-15", "proof": "Mandat 12"}
    await walk.press(boss, "/calls/{commitment_id:uuid}", paid, commitment_id=commitment.id)


async def transfer(walk, boss, scene):
    """What no refund brought to its donor: a file for the bank, made twice, and what the bank did."""
    given, here = await scene.pledge(15), await territory(walk.house)
    async with walk.house.database.unit_of_work() as db:
        at = await db.now()
        await db.exec(FAILED_REFUND.bindparams(id=given.id))
        refund = BankRefund(
            territory_id=here.id,
            campaign_id=given.campaign_id,
            pledge_id=given.id,
            person_id=given.person_id,
            language="fr",
            state=BankRefundState.READY,
            amount_minor=1500,
            fee_minor=0,
            code="declined",
            owed_at=at,
            details=b"sealed",
            masked="FR14 … 606",
            named_at=at,
        )
        db.add(refund)
    base, one = "/refunds/{refund_id:uuid}", {"refund_id": refund.id}
    await walk.press(boss, "/refunds", OFFICE)
    made = (await walk.latest(BankOrder)).id
    await walk.press(boss, "/refunds/files/{order_id:uuid}/drop", order_id=made)
    await boss.post("/en/back-office/refunds", OFFICE)
    await walk.press(boss, f"{base}/paid", {"paid_on": str(at.date()), "reference": "VIR 1"}, **one)
    await walk.press(boss, f"{base}/returned", WHY, **one)


async def explain(walk, boss):
    """What Stripe has otherwise than we do, as nothing else here makes it."""
    here = await territory(walk.house)
    async with walk.house.database.unit_of_work() as db:
        at = await db.now()
        run = Reconciliation(until=at, continuous=True, begun_at=at, ended_at=at)
        db.add(run)
        await db.flush()
        found = Difference(
            reconciliation_id=run.id,
            kind=Kind.TYPE_UNKNOWN,
            key="txn_1",
            book=here.book,
            theirs_minor=-500,
            currency="EUR",
            found_at=at,
        )
        db.add(found)
    await walk.press(boss, "/stripe/reconciliation/{difference_id:uuid}/close", WHY, difference_id=found.id)
