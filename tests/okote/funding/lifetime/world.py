"""The whole service around one campaign after another: what people, banks, Stripe and the clock may do."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel import col, select

from okote.approvals.models import Approval
from okote.approvals.service import approve
from okote.funding.campaigns.models import Holder, Reward
from okote.funding.campaigns.rules import parse_identifier
from okote.funding.campaigns.service import cancel as cancel_campaign
from okote.funding.campaigns.service.life import ACTS as OF_CAMPAIGNS
from okote.funding.cheques import service as cheques
from okote.funding.cheques.models import Cheque
from okote.funding.cheques.service import Announcement, Paper
from okote.funding.cheques.service import returning as of_cheques
from okote.funding.closing.service import paying
from okote.funding.matching.models import SignedCommitment
from okote.funding.matching.service import amend_commitment, receiving, record_receipt, withdraw_commitment
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import Body
from okote.funding.pledges.service import PledgeDetails, ask_again, give, give_back_for, returning
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.jobs import work_off
from payments.money import Money
from payments.operations.models import ConnectedAccount, Operation, Payment
from payments.operations.rules import OperationKind
from payments.sessions import WriteSession
from payments.simulator import fees
from payments.simulator.remote import ControlRefusedError
from tests.okote.funding.closing.deadline import close
from tests.okote.funding.lifetime.books import Books
from tests.okote.funding.scene import a_campaign

NO_LETTERS = text("DELETE FROM procrastinate_jobs WHERE task_name = 'mail.send' AND status = 'todo'")
"""What is written to whom is told elsewhere; here nobody would receive it."""

LEFT_ALONE = (
    "UPDATE connected_account SET next_check_at = NULL",
    "UPDATE payment SET next_check_at = '9000-01-01Z' WHERE next_check_at IS NOT NULL",
    "UPDATE operation SET next_attempt_at = '9000-01-01Z' WHERE next_attempt_at IS NOT NULL",
    "UPDATE dispute SET next_check_at = '9000-01-01Z' WHERE next_check_at IS NOT NULL",
    "UPDATE campaign SET state = 'refunded' WHERE state IN ('live', 'closing', 'refunding', 'funded')",
    "DELETE FROM procrastinate_jobs WHERE status = 'todo'",
)
"""What went before: nobody asks after it any more, nor goes on with what failed there."""

RESERVES = 10_000_00
"""Of the operator, in cents: it bears Stripe's fees of campaigns that failed."""

AN_HOUR, A_DAY = 3_600, 86_400

WHY = "Vu au téléphone"
BY_TWO = {"bounce": cheques.bounce, "give back": cheques.give_back}


@dataclass(kw_only=True)
class World(Books):
    """`begin` a campaign, then let things happen to it; refusals are the service's own DomainError."""

    administrators: tuple[Visitor, Visitor]
    agents: tuple[Visitor, Visitor]
    held_before: int = 0
    """By Stripe, in cents, as the campaign began."""
    apart_before: int = 0
    """How much of that the ledger knew nothing of."""
    plan: Mapping[str, float] = field(default_factory=dict)
    """How Stripe misbehaves at present."""
    away: bool = False
    """Whether the operator has taken its reserves out of Stripe."""
    number: int = 0
    reward: Reward | None = None
    idle: float = 0
    """Seconds since anybody worked."""
    unseen: float = 0
    """Seconds since anybody looked for what is due."""

    async def begin(self, goal: int, promised: Sequence[Mapping[str, Any]]) -> None:
        """Another campaign, with the commitments that partners signed; what went before is at rest."""
        for left in LEFT_ALONE:
            await self.watch.execute(left)
        self.number += 1
        self.campaign = await a_campaign(
            self.house, None, slug=f"campagne-{self.number}", goal_minor=goal, promised=promised
        )
        made = await self.stripe.account(key=f"account {self.number}")
        async with self.house.database.unit_of_work() as db:
            at = await db.now()
            account = ConnectedAccount(
                book=self.administrators[0].territory.book,
                purpose="holder",
                subject=self.campaign.holder_id,
                stripe_id=made.id,
                ready=True,
                payouts_enabled=True,
                created_at=at,
                changed_at=at,
            )
            jar = Reward(
                campaign_id=self.campaign.id,
                position=1,
                title="Un bocal",
                starts_at_minor=20_00,
                value_minor=0,
                units=2,
                month=date(2040, 1, 1),
            )
            db.add_all([account, jar])
            await db.flush()
            (await db.get_one(Holder, self.campaign.holder_id)).account_id = account.id
        self.reward = jar
        await self.misbehave({})
        await self.keep_reserves(away=False)
        self._book(RESERVES - (await self.held_by_stripe()).minor)
        self.held_before = (await self.held_by_stripe()).minor
        self.apart_before = self.held_before - await self.booked_at_stripe()
        self.known = await self._broken()

    async def give(
        self, cents: int, *, own: bool, company: bool, reward: bool, again: UUID | None
    ) -> tuple[UUID, UUID]:
        """Somebody new gives, or the donor of a pledge gives again: the pledge and its payment."""
        details = PledgeDetails(
            uuid4(),
            Money(cents),
            None,
            name_shown=False,
            amount_shown=False,
            message=None,
            own_people=own,
            reward=self.reward.id if reward else None,
            body=Body("Klein", "SARL", parse_identifier("552 100 554")) if company else None,
        )
        async with self.house.database.unit_of_work() as db:
            given, _ = await give(db, self.campaign.id, details, by=await self._donor(db, again))
        return given.id, given.payment_id

    async def _donor(self, db, pledge_id: UUID | None) -> Visitor:
        if pledge_id is None:
            donor = Person(created_at=await db.now(), email="donor@example.test")
            db.add(donor)
            await db.flush()
        else:
            donor = await db.get_one(Person, (await db.get_one(Pledge, pledge_id)).person_id)
        return replace(self.administrators[0], person=donor, roles=frozenset())

    async def pay(self, pledge_id: UUID, card: str) -> tuple[bool, float] | None:
        """At Stripe's page, which they open now if they hadn't: whether Stripe took the card, and when.

        None where there is no page any more, or not just now.
        """
        async with self.house.database.reading() as db:
            payment_id = (await db.get_one(Pledge, pledge_id)).payment_id
        if payment_id is None or await self.house.desk.checkout_url(payment_id) is None:
            return None
        async with self.house.database.reading() as db:
            session_id = (await db.get_one(Payment, payment_id)).session_id
        at = (await self.stripe.control.get("clock"))["now"]
        try:
            done = await self.stripe.control.pay(session_id, card)
        except ControlRefusedError:
            return None
        return done["status"] == "complete", at

    async def come_back(self, pledge_id: UUID) -> None:
        """To the page of thanks, which asks Stripe."""
        async with self.house.database.reading() as db:
            payment_id = (await db.get_one(Pledge, pledge_id)).payment_id
        if payment_id is not None:
            await self.house.desk.refresh(payment_id)

    async def take_back_by_id(self, pledge_id: UUID) -> None:
        async with self.house.database.reading() as db:
            pledge = await db.get_one(Pledge, pledge_id)
        await self.take_back(pledge)

    async def send_cheque(self, cents: int, *, own: bool) -> UUID:
        told = Announcement(uuid4(), Money(cents), "Ada Kern", "2 rue Basse", own)
        async with self.house.database.unit_of_work() as db:
            return (await cheques.announce(db, self.campaign.id, told, by=await self._donor(db, None))).id

    async def move_cheque(self, cheque_id: UUID, step: str) -> UUID | None:
        """One agent receives it, another confirms it; others take two. Its pledge, if any."""
        first, second = self.agents
        if step in BY_TWO:
            await self.by_two(BY_TWO[step], of_cheques.ACTS, cheque_id)
        async with self.house.database.unit_of_work() as db:
            cheque = await db.get_one(Cheque, cheque_id)
            paper = Paper(cheque.amount, "7000123", "Banque du Quai", date(2026, 3, 1), "classeur 3")
            if step == "receive":
                await cheques.receive(db, cheque_id, paper, by=first)
            elif step.startswith("confirm"):
                await cheques.confirm(db, cheque_id, by=second if step == "confirm" else first)
            elif step == "bank":
                await cheques.bank(db, cheque_id, by=first)
            return cheque.pledge_id

    async def amend(self, which: int, to: int | None) -> int:
        """A partner's ceiling in cents from now on; None where an administrator notes that it withdraws."""
        async with self.house.database.unit_of_work() as db:
            signed = await self._signed(db)
            if to is None:
                written = await withdraw_commitment(db, signed[which].id, WHY, by=self.administrators[0])
            else:
                written = await amend_commitment(
                    db, signed[which].id, Money(to), WHY, by=self._partner(signed[which].partner_id)
                )
            return written.ceiling_minor

    async def _signed(self, db) -> list[SignedCommitment]:
        mine = select(SignedCommitment).where(SignedCommitment.campaign_id == self.campaign.id)
        return list((await db.exec(mine.order_by(col(SignedCommitment.id)))).all())

    def _partner(self, partner_id: UUID) -> Visitor:
        return replace(self.administrators[0], roles=frozenset({Held(Role.PARTNER, partner_id)}))

    async def cancel_campaign(self) -> None:
        """One administrator wants it, the other approves."""
        await self.by_two(cancel_campaign, OF_CAMPAIGNS, self.campaign.id)

    async def give_back_by_office(self, pledge_id: UUID) -> bool:
        return await self.by_two(give_back_for, returning.ACTS, pledge_id)

    async def ask_for_refund_again(self, pledge_id: UUID) -> bool:
        return await self.by_two(ask_again, returning.ACTS, pledge_id)

    async def ask_for_payout_again(self) -> None:
        await self.by_two(paying.retry, paying.ACTS, self.campaign.id)

    async def by_two(self, act: Callable[..., Any], acts: Mapping[str, Any], subject: UUID) -> bool:
        first, second = self.administrators
        async with self.house.database.unit_of_work() as db:
            asked = await act(db, subject, WHY, by=first)
        if isinstance(asked, Approval):
            async with self.house.database.unit_of_work() as db:
                await approve(db, acts, asked.id, "Vu", by=second)
        return True

    async def send_back_payout(self) -> bool:
        """The holder's bank does not take it."""
        made = await self.made(OperationKind.PAY_OUT, self.campaign.id)
        if made is None:
            return False
        if (await self.stripe.control.get(f"objects/{made}"))["status"] == "failed":
            return False
        await self.stripe.control.post(f"payouts/{made}/fail")
        return True

    async def made(self, kind: OperationKind, subject: UUID) -> str | None:
        """The latest of what Stripe made for it."""
        mine = select(Operation.stripe_id).where(
            Operation.kind == kind, Operation.subject == subject, col(Operation.stripe_id).is_not(None)
        )
        async with self.house.database.reading() as db:
            return (await db.exec(mine.order_by(col(Operation.id).desc()).limit(1))).first()

    async def restrict(self, *, able: bool) -> None:
        """Stripe closes the holder's account to payments and transfers, or opens it again."""
        async with self.house.database.reading() as db:
            account = await db.get_one(
                ConnectedAccount, (await db.get_one(Holder, self.campaign.holder_id)).account_id
            )
        await self.stripe.control.post(f"accounts/{account.stripe_id}/{'enable' if able else 'restrict'}")

    async def receive_from_partner(self, which: int) -> bool:
        """It has paid the holder what it was called for: one administrator has seen it, the other too."""
        async with self.house.database.reading() as db:
            commitment, today = (await self._signed(db))[which].id, (await db.now()).date()
        proof = partial(record_receipt, received_on=today, proof=WHY)

        async def noted(db: WriteSession, subject: UUID, _: str, *, by: Visitor) -> Any:
            return await proof(db, subject, by=by)

        return await self.by_two(noted, receiving.ACTS, commitment)

    async def keep_reserves(self, *, away: bool) -> None:
        """Out of Stripe, or back: what the ledger says nothing of."""
        if away is not self.away:
            moved = -RESERVES if away else RESERVES
            self.away = away
            self._book(moved)
            self.held_before += moved
            self.apart_before += moved

    def _book(self, cents: int) -> None:
        """The operator's own money comes to Stripe, or leaves it."""
        with self.stripe.local.world.acting():
            fees.book(self.stripe.local.world, "topup", "tu_1", cents)

    async def misbehave(self, plan: Mapping[str, float]) -> None:
        self.plan = plan
        await self.stripe.control.misbehave(**plan)

    @asynccontextmanager
    async def behaving(self) -> AsyncIterator[None]:
        """Stripe, for as long."""
        await self.stripe.control.misbehave()
        yield
        await self.stripe.control.misbehave(**self.plan)

    async def pass_time(self, seconds: float) -> None:
        """Nobody works meanwhile; but what waits, no worker leaves for an hour, nor anything for a day."""
        if self.idle + seconds > 1_800:
            await self.work()
        if self.unseen + seconds > A_DAY:
            await self.look()
            while seconds > AN_HOUR:
                day = min(seconds - AN_HOUR, A_DAY)
                await self.move_clock(seconds=day)
                await self.look()
                seconds -= day
        await self.move_clock(seconds=seconds)
        self.idle, self.unseen = self.idle + seconds, self.unseen + seconds

    async def until_end(self) -> float:
        """Seconds; negative once it is over."""
        async with self.house.database.reading() as db:
            return (self.campaign.ends_at - await db.now()).total_seconds()

    async def work(self) -> None:
        async with self.house.database.unit_of_work() as db:
            await db.exec(NO_LETTERS)
        await work_off(self.house.queue, self.house.job_context)
        self.idle = 0

    async def look(self) -> None:  # what a worker does within a quarter of a minute
        await close(self)
        self.idle = self.unseen = 0

    async def rest(self) -> None:
        """Stripe behaves, a day passes, and everything that anybody waits for is done but what people do."""
        await self.misbehave({})
        for seconds in (120, 3_600, 86_400):
            await self.go_on(seconds)

    async def go_on(self, seconds: float) -> None:
        """Time passes, and everybody does their work."""
        await self.pass_time(seconds)
        await self.stripe.control.deliver()
        await self.look()
