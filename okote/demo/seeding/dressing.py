"""What a campaign has besides its money: rewards that donors choose, and help that people offer."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from okote.demo.fiction import HelpFiction, NeedFiction, RewardFiction
from okote.demo.seeding.moments import Telling
from okote.funding.campaigns.models import Reward
from okote.funding.campaigns.rules import RewardItem
from okote.funding.needs.rules import HelpStatus
from okote.funding.needs.service import NeedDetails, add_need, offer_help, respond
from okote.funding.pledges.models import Pledge, PledgeReward
from okote.funding.pledges.rewards.service import mark_sent
from okote.identity.visitors import Visitor
from payments.money import Money
from payments.sessions import WriteSession

STREETS = ("quai des Mariniers", "rue des Tilleuls", "rue du Moulin", "place de la Gare")


def offered(told: Sequence[RewardFiction], last_day: date) -> list[RewardItem]:
    return [
        RewardItem(
            title=one.title,
            text=one.text,
            starts_at=Money.of(one.starts_at),
            value=Money.of(one.value),
            units=one.units,
            month=_month(last_day, one.after),
            needs_address=one.needs_address,
        )
        for one in told
    ]


def _month(day: date, after: int) -> date:
    months = day.month - 1 + after
    return date(day.year + months // 12, months % 12 + 1, 1)


async def best(db: WriteSession, campaign_id: UUID, amount: Money) -> UUID | None:
    """The dearest reward that this amount is enough for, if there is any."""
    statement = select(Reward.id).where(
        Reward.campaign_id == campaign_id, col(Reward.starts_at_minor) <= amount.minor
    )
    return (await db.exec(statement.order_by(col(Reward.starts_at_minor).desc()).limit(1))).first()


def address(donor: str) -> str:
    """Somewhere in the fiction."""
    number = len(donor) * 3 - 11
    return f"{number} {STREETS[number % len(STREETS)]}\n67000 Rivemont"


async def send_rewards(telling: Telling, campaign_id: UUID, by: Visitor) -> None:
    """To whoever has said where."""
    async with telling.house.database.unit_of_work() as db:
        known = (
            select(PledgeReward.pledge_id)
            .join(Pledge, col(Pledge.id) == PledgeReward.pledge_id)
            .where(Pledge.campaign_id == campaign_id, col(PledgeReward.recipient).is_not(None))
        )
        known = known.order_by(col(PledgeReward.pledge_id))
        await mark_sent(db, campaign_id, (await db.exec(known)).all(), by=by)


class Asking:
    """A need of one campaign, from the day on which it is written."""

    def __init__(self, telling: Telling, slug: str, told: NeedFiction, day: date | None) -> None:
        self.telling = telling
        self.slug = slug
        self.told = told
        self.until = day
        self.need = UUID(int=0)
        self.offers: dict[str, UUID] = {}

    async def ask(self, campaign_id: UUID, by: Visitor) -> None:
        told = self.told
        details = NeedDetails(
            told.kind, told.title, told.wanted, told.measure, told.text, self.until, told.place
        )
        async with self.telling.house.database.unit_of_work() as db:
            self.need = (await add_need(db, campaign_id, details, by=by)).id

    async def offer(self, told: HelpFiction) -> None:
        helper = await self.telling.somebody(self.slug, told.by)
        async with self.telling.house.database.unit_of_work() as db:
            made = await offer_help(
                db, self.need, told.quantity, told.name, told.contact, told.message, by=helper
            )
        self.offers[told.by] = made.id

    async def respond(self, told: HelpFiction, by: Visitor) -> None:
        async with self.telling.house.database.unit_of_work() as db:
            await respond(db, self.offers[told.by], HelpStatus.ACCEPTED, told.answer, by=by)
