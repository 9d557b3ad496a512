"""Who gives how much to a campaign, and when: drawn once and for all from its title."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from okote.demo.fiction import Donors, GivenBackFiction, GivingBodyFiction, PledgesFiction
from okote.demo.seeding.dressing import address, best
from okote.demo.seeding.moments import Telling
from okote.demo.seeding.people import OF_PROVIDER
from okote.funding.conditions.rules import CURRENT
from okote.funding.conditions.service import accept
from okote.funding.pledges import service as pledges
from okote.funding.pledges.rewards.service import say_where
from okote.funding.pledges.rules import Body, body_identifier
from okote.funding.pledges.service import PledgeDetails
from payments.money import Money
from payments.tables import uuid7

USUAL = (5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 800)
"""In euros."""

DAYTIME = (8, 22)


@dataclass(frozen=True, slots=True)
class DrawnPledge:
    """One to be made by `donor`, at that part of the time that there was."""

    donor: str
    amount: Money
    name_shown: bool
    amount_shown: bool
    message: str | None
    part: float
    own: bool = False
    body: Body | None = None


def drawn(seed: str, told: PledgesFiction, donors: Donors) -> list[DrawnPledge]:
    """As many as told, adding up to what is told, the earliest first."""
    dice = Random(seed)  # noqa: S311 (the same story each time)
    names = [*told.by, *dice.sample(donors.names, told.number - len(told.by))]
    parts = sorted(dice.random() for _ in names)
    bodies = [None] * (len(names) - len(told.bodies)) + [body(one) for one in told.bodies]
    unsaid = dice.sample(donors.messages, len(donors.messages))
    return [
        DrawnPledge(
            donor=name,
            amount=Money.of(amount),
            name_shown=dice.random() < 0.6,
            amount_shown=dice.random() < 0.4,
            message=unsaid.pop() if unsaid and dice.random() < 0.4 else None,
            part=part,
            own=name in told.own,
            body=body,
        )
        for name, body, part, amount in zip(names, bodies, parts, _amounts(told, dice), strict=True)
    ]


def body(told: GivingBodyFiction) -> Body:
    return Body(told.name, told.legal_form, body_identifier(told.identifier))


def _amounts(told: PledgesFiction, dice: Random) -> list[int]:
    """Usual ones around the mean; the last makes up the rest."""
    left, amounts = told.total, []
    for remaining in range(told.number, 1, -1):
        mean = left / remaining
        near = [one for one in USUAL if mean / 4 <= one <= mean * 2 and left - one >= 5 * (remaining - 1)]
        amounts.append(dice.choice(near))
        left -= amounts[-1]
    return [*amounts, left] if told.number else []


async def give(telling: Telling, slug: str, campaign_id: UUID, told: DrawnPledge) -> UUID:
    """Through Checkout, as anybody: recorded, opened at Stripe, paid there, and learnt of."""
    house, donor = telling.house, await telling.somebody(slug, told.donor)
    details = PledgeDetails(
        form_token=uuid7(),
        amount=told.amount,
        public_name=_shown(told.donor),
        name_shown=told.name_shown,
        amount_shown=told.amount_shown,
        message=told.message,
        own_people=told.own,
        body=told.body,
    )
    async with house.database.unit_of_work() as db:
        reward = await best(db, campaign_id, told.amount) if told.name_shown else None
        await accept(db, CURRENT.isoformat(), by=donor)
        given, _ = await pledges.give(db, campaign_id, replace(details, reward=reward), by=donor)
        payment_id = given.payment_id
    if payment_id is None:
        raise LookupError("a pledge without its payment")
    url = await house.desk.checkout_url(payment_id) or ""
    await telling.stripe.pay(url.rpartition("/")[2])
    await house.desk.refresh(payment_id)
    if reward is not None and told.amount_shown:
        name = OF_PROVIDER[told.donor].name if told.donor in OF_PROVIDER else told.donor
        async with house.database.unit_of_work() as db:
            await say_where(db, given.id, name, address(told.donor), by=donor)
    return given.id


async def give_by_mistake(telling: Telling, slug: str, campaign_id: UUID, told: GivenBackFiction) -> UUID:
    """Nothing of it is shown to others."""
    plain = DrawnPledge(
        told.by, Money.of(told.amount), name_shown=False, amount_shown=False, message=None, part=0
    )
    return await give(telling, slug, campaign_id, plain)


def _shown(donor: str) -> str:
    """A first name and an initial, as most people choose."""
    name = OF_PROVIDER[donor].name if donor in OF_PROVIDER else donor
    first, _, last = name.partition(" ")
    return f"{first} {last[0]}."


def spread(part: float, opens_at: datetime, until: datetime) -> datetime:
    """That part of the way, moved into the day."""
    at = opens_at + (until - opens_at) * part
    first, last = DAYTIME
    hour = first + (last - first) * (at.hour * 60 + at.minute) / (24 * 60)
    moved = at.replace(hour=int(hour), minute=int(hour % 1 * 60))
    return min(max(moved, opens_at + timedelta(hours=1)), until - timedelta(minutes=10))
