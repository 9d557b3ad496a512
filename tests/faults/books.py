"""Whether the donors' journal, the database and Stripe's own books agree, once all is quiet.

None lost: what a donor was told is there, and ended as it must. None doubled: each thing that we asked of
Stripe exists once there, and nothing exists there that we don't know of.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import SignIn
from okote.platform.checks import violations
from okote.platform.failed_jobs import failed_jobs
from okote.platform.mail.models import Mail, MailState
from okote.territories.models import Territory
from payments.ledger.queries import balances
from payments.money import Money, total
from payments.operations.models import Operation, Payment
from payments.operations.rules import OperationKind, OperationStatus
from tests.faults.journal import Given, Journal
from tests.stories.surroundings import Surroundings

Object = dict[str, Any]

ENDED = {CampaignState.PAID_OUT: PledgeStatus.IN_FORCE, CampaignState.REFUNDED: PledgeStatus.REFUNDED}
"""Where a campaign that takes no more may be at last, and with it what was paid."""

MAKES = {
    "checkout.session": OperationKind.OPEN_CHECKOUT,
    "refund": OperationKind.REFUND,
    "transfer": OperationKind.TRANSFER,
    "payout": OperationKind.PAY_OUT,
    "account": OperationKind.CREATE_ACCOUNT,
}
"""Stripe's objects, and the operation that asks for each."""

FAILED_SHOWN = 20


@dataclass
class Books:
    pledges: dict[tuple[UUID, UUID], list[Pledge]]
    """By person and campaign."""
    people: dict[str, UUID]
    states: dict[UUID, CampaignState]
    payments: dict[UUID, Payment]
    operations: Sequence[Operation]
    objects: dict[str, list[Object]]
    """Stripe's, by kind, whoever they belong to."""


async def read(around: Surroundings) -> Books:
    kept = around.local.world.store.rows("SELECT kind, body FROM object ORDER BY number")
    objects = defaultdict(list)
    for kind, body in kept:
        objects[kind].append(json.loads(body))
    async with around.house.database.reading() as db:
        pledges = defaultdict(list)
        for pledge in await db.exec(select(Pledge).order_by(col(Pledge.id))):
            pledges[pledge.person_id, pledge.campaign_id].append(pledge)
        return Books(
            pledges=pledges,
            people=dict((await db.exec(select(SignIn.subject, SignIn.person_id))).all()),
            states=dict((await db.exec(select(Campaign.id, Campaign.state))).all()),
            payments={one.id: one for one in await db.exec(select(Payment).order_by(col(Payment.id)))},
            operations=(await db.exec(select(Operation).order_by(col(Operation.id)))).all(),
            objects=objects,
        )


async def disagreements(around: Surroundings, journal: Journal) -> list[str]:
    """One sentence each; none where all is well."""
    books = await read(around)
    people = {given.donor: around.identity.provider.sub(given.donor, "plain") for given in journal.given}
    return [
        *(line for given in journal.given for line in of_donor(books, given, people[given.donor])),
        *of_payments(books),
        *of_operations(books),
        *[line async for line in of_the_house(around)],
    ]


def of_donor(books: Books, given: Given, subject: str) -> Iterator[str]:
    """What they were told is there once, and came to the end that was promised."""
    who = f"{given.donor}, {given.euros} € to {books.states[given.campaign]}"
    found = books.pledges[books.people[subject], given.campaign]
    if len(found) != 1:
        yield f"{who}: {len(found)} pledges"
        return
    (pledge,) = found
    if len(given.pages) > 1:
        yield f"{who}: led to {len(given.pages)} payment pages"
    over = ENDED.get(books.states[given.campaign])
    if over is None:
        yield f"{who}: the campaign has not ended"
    elif not given.paid:
        over = PledgeStatus.EXPIRED
    elif given.taken_back:
        over = PledgeStatus.REFUNDED
    if pledge.status is not over or pledge.amount != Money.of(given.euros):
        yield f"{who}: ended as {pledge.amount} {pledge.status}"


def of_payments(books: Books) -> Iterator[str]:
    """Stripe took each payment at most once, and holds or has given back what we say."""
    sessions = Counter(one["client_reference_id"] for one in books.objects["checkout.session"])
    back = defaultdict(list)
    for refund in books.objects["refund"]:
        back[refund["payment_intent"]].append(Money(refund["amount"]))
    pledges = {one.payment_id: one for several in books.pledges.values() for one in several}
    for payment in books.payments.values():
        if sessions.pop(str(payment.id), 0) != 1:
            yield f"payment {payment.id}: not one payment page at Stripe"
        refunded = pledges[payment.id].status is PledgeStatus.REFUNDED
        expected = [payment.amount] if refunded else []
        if back.pop(payment.intent_id, []) != expected:
            yield f"payment {payment.id}: refunds at Stripe are not {expected}"
    yield from (f"payment page of nobody's at Stripe: {reference}" for reference in sessions)
    yield from (f"refund of nobody's at Stripe: {intent}" for intent in back)


def of_operations(books: Books) -> Iterator[str]:
    """What we asked for was made once, and nothing was made that we did not ask for."""
    for kind, asked in MAKES.items():
        made = Counter(one["metadata"].get("operation_id") for one in books.objects[kind])
        ours = Counter(
            str(one.id)
            for one in books.operations
            if one.kind is asked and one.status is OperationStatus.SUCCEEDED
        )
        if made != ours:
            yield f"{kind}: {made - ours or 'nothing'} too many at Stripe, {ours - made or 'nothing'} missing"
    yield from (
        f"{one.kind} {one.id} is {one.status}"
        for one in books.operations
        if one.status is not OperationStatus.SUCCEEDED
    )


async def of_the_house(around: Surroundings) -> Any:
    """`okote check`, every mail gone, and the sum that we say Stripe holds."""
    house = around.house
    async with house.database.reading() as db:
        for found in await violations(db, [one for feature in house.features for one in feature.invariants]):
            yield f"{found.invariant.name}: {found.rows}"
        for job in await failed_jobs(db, FAILED_SHOWN):
            yield f"job {job.name} failed after {job.tries} tries"
        waiting = select(Mail.key).where(Mail.state != MailState.SENT).order_by(col(Mail.key))
        for key in await db.exec(waiting):
            yield f"mail {key} has not left"
        kept = [
            sum_
            for territory in await db.exec(select(Territory).order_by(col(Territory.id)))
            for address, sum_ in (await balances(db, territory.book)).items()
            if address == "stripe:balance"
        ]
    balance = await house.gateway.balances.retrieve()
    if total(kept, "EUR") != balance.available + balance.pending:
        yield f"Stripe holds {balance.available + balance.pending}, the ledger says {total(kept, 'EUR')}"
