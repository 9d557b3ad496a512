"""What is on record of a campaign: here, in the ledger, and at Stripe."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from psycopg import AsyncConnection
from sqlmodel import col, select

from okote.funding.campaigns.models import Holder
from okote.funding.cheques.models import Cheque
from okote.funding.cheques.rules import ChequeState
from okote.funding.closing.models import Closing, Recovery
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.service import transfer_group
from okote.funding.progress.queries import Given, given_to
from payments.money import Money
from payments.operations.models import ConnectedAccount
from tests.okote.funding.scene import Scene


@dataclass(kw_only=True)
class Books(Scene):
    watch: AsyncConnection
    known: frozenset[tuple[str, str]] = frozenset()
    """What did not hold before the campaign began."""

    async def booked_at_stripe(self) -> int:
        """Our own figure, in cents."""
        return (await self.balances()).get("stripe:balance", Money.zero()).minor

    async def violations(self) -> set[str]:
        """Asked at once of all invariants, on a connection that remembers how."""
        return {name for name, _ in await self._broken() - self.known}

    async def _broken(self) -> frozenset[tuple[str, str]]:
        found = await self.watch.execute(self.question)
        return frozenset(await found.fetchall())

    @cached_property
    def question(self) -> str:
        asked = [one for feature in self.house.features for one in feature.invariants]
        return " UNION ALL ".join(
            f"SELECT '{one.name}', found::text FROM ({one.sql}) found"  # noqa: S608 (all of it is our own)
            for one in asked
        )

    async def given(self) -> Given:
        async with self.house.database.reading() as db:
            return (await given_to(db, [self.campaign.id]))[self.campaign.id]

    async def statuses(self) -> dict[UUID, tuple[PledgeStatus, str | None]]:
        """By pledge, with why its refund failed."""
        mine = select(Pledge).where(Pledge.campaign_id == self.campaign.id).order_by(col(Pledge.id))
        async with self.house.database.reading() as db:
            return {one.id: (one.status, one.refund_failure) for one in await db.exec(mine)}

    async def closing(self) -> Closing | None:
        async with self.house.database.reading() as db:
            return await db.get(Closing, self.campaign.id)

    async def paid_out(self) -> int:
        """In cents, by Stripe's own word: what has reached the holder's bank."""
        async with self.house.database.reading() as db:
            account_id = (await db.get_one(Holder, self.campaign.holder_id)).account_id
            account = await db.get_one(ConnectedAccount, account_id)
        payouts = self.stripe.local.world.store.select("payout", account.stripe_id, {"status": "paid"})
        return sum(one["amount"] for one in payouts)

    async def called(self) -> list[tuple[int, bool]]:
        """What each partner was called to pay, in cents, and whether it has."""
        mine = (
            select(FundsCall)
            .join(SignedCommitment, col(SignedCommitment.id) == FundsCall.commitment_id)
            .where(SignedCommitment.campaign_id == self.campaign.id)
        )
        async with self.house.database.reading() as db:
            found = await db.exec(mine.order_by(col(FundsCall.commitment_id)))
            return [(one.amount_minor, one.received_on is not None) for one in found]

    async def cheques_held(self) -> list[UUID]:
        """Those that agents have in their keeping, uncashed."""
        mine = select(Cheque.id).where(
            Cheque.campaign_id == self.campaign.id, Cheque.state == ChequeState.HELD
        )
        async with self.house.database.reading() as db:
            return list((await db.exec(mine.order_by(col(Cheque.id)))).all())

    async def recovered(self) -> int:
        """In cents: what the holder has given back of what it owed."""
        mine = select(Recovery.amount_minor).where(
            Recovery.campaign_id == self.campaign.id, col(Recovery.recovered_at).is_not(None)
        )
        async with self.house.database.reading() as db:
            return sum((await db.exec(mine)).all())

    async def taken_from_holder(self) -> int:
        """The same by Stripe's own word."""
        where = {"transfer_group": transfer_group(self.campaign.id)}
        transfers = self.stripe.local.world.store.select("transfer", where=where)
        return sum(one["amount_reversed"] for one in transfers)
