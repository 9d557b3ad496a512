"""The whole service with funding, one campaign that takes pledges, and a local Stripe."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import BudgetLine, Campaign, CampaignStep, Holder
from okote.funding.campaigns.rules import Actor, CampaignState, TaxReceipt
from okote.funding.matching.models import SignedCommitment
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.service import PledgeDetails, cancel, give
from okote.funding.terms.rules import Base, OwnPeople
from okote.house import House
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.checks import violations
from okote.platform.clock import offset, set_offset
from okote.platform.files.models import StoredFile
from okote.platform.jobs import work_off
from okote.settings import StripeSettings
from okote.territories.days import end_of, start_of
from okote.territories.queries import places
from payments.ledger.queries import balances
from payments.money import Money
from payments.operations.models import ConnectedAccount, Payment
from payments.sessions import WriteSession
from tests.okote.app_client import ADDRESS, territory
from tests.okote.funding.clocks import PARIS
from tests.okote.funding.rows import a_holder, a_partner, an_envelope
from tests.payments.stripe_server import StripeServer

GOOD, SLOW = "4242424242424242", "4000000000000127"
"""Cards: one that pays, and one whose bank takes its time."""
SLOW_BACK, SENT_BACK = "4000000000007726", "4000000000005126"
"""Cards to which a refund takes its time, and from which it comes back after it had succeeded."""


@pytest.fixture
def changed_settings(stripe_server):
    stripe = StripeSettings(
        api_key=stripe_server.local.api_key,
        webhook_secrets=("whsec_local",),
        connect_webhook_secrets=("whsec_local_connect",),
        api_base=stripe_server.url,
    )
    return {"features": ("okote.funding",), "stripe": stripe}


@dataclass
class Scene:
    """A campaign with a public and a private partner, each adding a euro to a euro."""

    house: House
    stripe: StripeServer
    campaign: Campaign

    @property
    def path(self) -> str:
        return f"/fr/campaigns/{self.campaign.slug}"

    async def work(self) -> None:
        """Run every job that is due, and those that they promise."""
        await work_off(self.house.queue, self.house.job_context)

    async def now(self) -> Campaign:
        """The campaign as it stands."""
        async with self.house.database.reading() as db:
            return await db.get_one(Campaign, self.campaign.id)

    async def move_clock(self, *, stripe: bool = True, **ahead: float) -> None:
        """Let so much time pass for the service; for Stripe too, unless its banks are slow."""
        async with self.house.database.unit_of_work() as db:
            await set_offset(db, await offset(db) + timedelta(**ahead))
        if stripe:
            await self.stripe.control.advance(int(timedelta(**ahead).total_seconds()))

    async def held_by_stripe(self) -> Money:
        """Stripe's own figure: what is available, and what will be."""
        balance = await self.stripe.gateway.balances.retrieve()
        return balance.available + balance.pending

    async def bank_answers(self, pledge: Pledge) -> None:
        """A slow bank says yes, and we look."""
        async with self.house.database.reading() as db:
            payment = await db.get_one(Payment, pledge.payment_id)
        await self.stripe.control.post(f"intents/{payment.intent_id}/decide")
        await self.house.desk.refresh(payment.id)

    async def pledge(self, euros: int, *, pay: bool = True, card: str = GOOD, open_: bool = True) -> Pledge:
        """Someone new gives, and pays at once unless told otherwise; `open_` is whether they see Checkout."""
        here = await territory(self.house)
        details = PledgeDetails(
            uuid4(), Money.of(euros), None, name_shown=False, amount_shown=False, message=None
        )
        async with self.house.database.unit_of_work() as db:
            donor = Person(created_at=await db.now(), email="donor@example.test")
            db.add(donor)
            await db.flush()
            visitor = Visitor(territory=here, language="fr", address=ADDRESS, person=donor)
            given, _ = await give(db, self.campaign.id, details, by=visitor)
        if not open_:
            return given
        url = await self.house.desk.checkout_url(given.payment_id)
        if pay and url is not None:
            await self.stripe.control.pay(url.rpartition("/")[2], card)
            await self.house.desk.refresh(given.payment_id)
        async with self.house.database.reading() as db:
            return await db.get_one(Pledge, given.id)

    async def payment_of(self, pledge: Pledge) -> Payment:
        async with self.house.database.reading() as db:
            return await db.get_one(Payment, pledge.payment_id)

    async def take_back(self, pledge: Pledge) -> None:
        """Its donor cancels it."""
        here = await territory(self.house)
        async with self.house.database.unit_of_work() as db:
            donor = await db.get_one(Person, pledge.person_id)
            visitor = Visitor(territory=here, language="fr", address=ADDRESS, person=donor)
            await cancel(db, pledge.id, by=visitor)

    async def pledges(self) -> Counter[PledgeStatus]:
        """How many pledges of the campaign are in each state."""
        async with self.house.database.reading() as db:
            found = await db.exec(select(Pledge.status).where(Pledge.campaign_id == self.campaign.id))
            return Counter(found.all())

    async def violations(self) -> set[str]:
        """Names of the invariants that do not hold now, of all that the service knows."""
        known = [invariant for feature in self.house.features for invariant in feature.invariants]
        async with self.house.database.reading() as db:
            return {violation.invariant.name for violation in await violations(db, known)}

    async def balances(self) -> dict[str, Money]:
        """Each account that holds something, by its address without the campaign's and partners' names."""
        here = await territory(self.house)
        async with self.house.database.reading() as db:
            found = await balances(db, here.book)
        return {re.sub("[0-9a-f-]{36}", "…", address): sum_ for address, sum_ in found.items() if sum_}


def an_offer(holder: Holder, at: datetime, *, days: int, **changes: Any) -> Campaign:
    """What a campaign says that opened five days ago."""
    first: date = at.astimezone(PARIS).date() - timedelta(days=5)
    last = first + timedelta(days=days)
    return Campaign(
        territory_id=holder.territory_id,
        holder_id=holder.id,
        title="La conserverie du quai",
        summary="Mettre les invendus en bocaux.",
        picture_text="Des bocaux sur une table.",
        story="## Pourquoi\n\nTrop de légumes sont jetés. <script>alert(1)</script>",
        purpose="Acheter un autoclave.",
        surplus="Un second autoclave.",
        timetable="Ouverture en mars.",
        expected_result="6 000 bocaux par an.",
        tax_receipt=TaxReceipt.UNCONFIRMED,
        first_day=first,
        last_day=last,
        goal_minor=15_000_00,
        opens_at=start_of(first, PARIS),
        ends_at=end_of(last, PARIS),
        threshold_bp=7_500,
        threshold_on=Base.ALL,
        commission_bp=800,
        commission_on=Base.ALL,
        vat_bp=2_000,
        own_people=OwnPeople.UNMATCHED,
        created_at=at,
        **changes,
    )


async def commit(
    db: WriteSession, campaign: Campaign, name: str, kind: PartnerKind, by: Person, **promised: Any
) -> None:
    """A partner adds a euro to a euro, up to 5 000 €, unless told otherwise."""
    at = await db.now()
    partner = a_partner(campaign.territory_id, at, kind=kind, name=name, email=f"{kind.value}@partner.test")
    db.add(partner)
    await db.flush()
    envelope = an_envelope(partner, at, amount_minor=50_000_00)
    db.add(envelope)
    await db.flush()
    db.add(
        SignedCommitment(
            territory_id=campaign.territory_id,
            campaign_id=campaign.id,
            partner_id=partner.id,
            envelope_id=envelope.id,
            **({"rate_bp": 10_000, "ceiling_minor": 5_000_00} | promised),
            signed_at=campaign.period.opens_at - timedelta(days=1),
            signed_by=by.id,
        )
    )


async def a_campaign(
    house,
    account_id: UUID | None,
    *,
    slug: str,
    state=CampaignState.LIVE,
    days=30,
    goal_minor: int = 15_000_00,
    promised: Sequence[Mapping[str, Any]] = ({}, {}),
) -> Campaign:
    """Written as rows: how a campaign comes to be is told elsewhere. `promised` by a public and a private."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at = await db.now()
        author, reviewer = Person(created_at=at), Person(created_at=at)
        picture = StoredFile(territory_id=here.id, width=1, height=1, public=True, created_at=at)
        place = (await places(db, here.id))[0]
        holder = a_holder(here.id, at, account_id=account_id)
        db.add_all([author, reviewer, holder, picture])
        await db.flush()
        campaign = an_offer(
            holder, at, days=days, slug=slug, state=state, picture=picture.id, place_id=place.id
        )
        campaign.goal_minor = goal_minor
        db.add(campaign)
        await db.flush()
        db.add(BudgetLine(campaign_id=campaign.id, position=1, label="Autoclave", amount_minor=goal_minor))
        opened = campaign.period.opens_at
        for actor, step, by in (
            (Actor.WRITER, CampaignState.IN_REVIEW, author),
            (Actor.REVIEWER, CampaignState.SCHEDULED, reviewer),
        ):
            before = opened - timedelta(days=2)
            db.add(CampaignStep(campaign_id=campaign.id, at=before, state=step, actor=actor, person_id=by.id))
        db.add(CampaignStep(campaign_id=campaign.id, at=opened, state=CampaignState.LIVE, actor=Actor.RULE))
        partners = (("Territoire", PartnerKind.PUBLIC), ("Cuisines du Ried", PartnerKind.PRIVATE))
        for (name, kind), promise in zip(partners, promised, strict=True):
            await commit(db, campaign, name, kind, author, **promise)
    return campaign


@pytest.fixture
async def account_id(house, stripe_server):
    """The holder's account, which takes cards and transfers."""
    made = await stripe_server.account()
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at = await db.now()
        account = ConnectedAccount(
            book=here.book,
            purpose="holder",
            subject=here.id,
            stripe_id=made.id,
            ready=True,
            payouts_enabled=True,
            created_at=at,
            changed_at=at,
        )
        db.add(account)
        await db.flush()
    return account.id


@pytest.fixture
async def scene(house, account_id, stripe_server) -> Scene:
    return Scene(house, stripe_server, await a_campaign(house, account_id, slug="la-conserverie-du-quai"))
