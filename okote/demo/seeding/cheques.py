"""Cheques of the demo: announced by a donor, received by one person, confirmed by another."""

from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from uuid import UUID

from okote.demo.fiction import ChequeFiction
from okote.demo.seeding.dressing import best
from okote.demo.seeding.giving import body
from okote.demo.seeding.moments import Telling
from okote.demo.specimen import specimen
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.cheques import service
from okote.funding.cheques.models import Cheque
from okote.funding.cheques.rules import ChequeState
from okote.funding.cheques.service import Announcement, Paper
from okote.funding.terms.queries import terms_of
from okote.funding.terms.service import NewTerms, set_terms
from okote.identity.visitors import Visitor
from payments.money import Money
from payments.sessions import WriteSession
from payments.tables import uuid7

COME, CONFIRMED = timedelta(days=1), timedelta(days=2)
"""After it was announced."""

GONE = timedelta(days=3)
"""To the holder, or back to its donor: after the campaign's end."""


async def take_cheques(db: WriteSession, territory_id: UUID, by: Visitor) -> None:
    """All else of the territory's terms stays as it is."""
    known = await terms_of(db, territory_id)
    kept = {one.name: getattr(known, one.name) for one in fields(NewTerms)}
    await set_terms(db, NewTerms(**kept | {"takes_cheques": True}), by=by)


@dataclass(slots=True)
class ChequeLife:
    """Each step at its moment; two administrators keep the drawer."""

    telling: Telling
    slug: str
    keepers: tuple[str, ...]
    told: ChequeFiction
    cheque: UUID = field(default_factory=uuid7)
    """Known once it is announced."""

    async def announce(self, campaign: UUID) -> None:
        donor = await self.telling.somebody(self.slug, self.told.by)
        said = Announcement(
            uuid7(),
            Money.of(self.told.amount),
            self.told.drawer,
            self.told.address,
            body=body(self.told.body) if self.told.body else None,
        )
        async with self.telling.house.database.unit_of_work() as db:
            reward = await best(db, campaign, said.amount) if self.told.in_return else None
            self.cheque = (await service.announce(db, campaign, replace(said, reward=reward), by=donor)).id

    async def receive(self) -> None:
        first = await self._keeper(0)
        async with self.telling.house.database.unit_of_work() as db:
            written_on = first.territory.day(await db.now())
            number = str(self.cheque.int % 10_000_000).zfill(7)
            amount = Money.of(self.told.amount)
            paper = Paper(amount, number, "Banque du Ried", written_on, "Classeur des chèques")
            await service.receive(db, self.cheque, paper, by=first)
            seen = specimen(self.told.drawer, self.told.amount, number)
            folder = self.telling.house.settings.uploads_folder
            await service.add_scan(db, self.cheque, seen, folder=folder, by=first)

    async def confirm(self) -> None:
        second = await self._keeper(1)
        async with self.telling.house.database.unit_of_work() as db:
            await service.confirm(db, self.cheque, by=second)

    async def end(self) -> None:
        """What the rule decided of its campaign."""
        first = await self._keeper(0)
        async with self.telling.house.database.unit_of_work() as db:
            kept = await db.get_one(Cheque, self.cheque)
            campaign = await db.get_one(Campaign, kept.campaign_id)
            if kept.state is not ChequeState.HELD:
                return
            if campaign.state in {CampaignState.FUNDED, CampaignState.PAID_OUT}:
                await service.bank(db, self.cheque, by=first)
            elif campaign.state is CampaignState.REFUNDING:
                await service.give_back(db, self.cheque, "Par la poste", by=first)

    async def _keeper(self, number: int) -> Visitor:
        return await self.telling.somebody(self.slug, self.keepers[number])
