"""Who is written to, when: each letter once, whatever is repeated."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.closing.events import CampaignFunded, CampaignPaidOut, CampaignUnfunded
from okote.funding.closing.models import Closing
from okote.funding.letters import texts
from okote.funding.letters.posting import post_notice, words_of
from okote.funding.letters.texts import Notice, ToDonor
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.partners.models import Partner
from okote.funding.pledges.events import PledgeCancelled, PledgeInForce, PledgeRefunded
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.house import House
from okote.identity.models import Person
from okote.territories.models import Territory
from okote.web.formatting import Wording
from payments.money import Money
from payments.sessions import WriteSession

WRITE = "funding.write"
BATCH = 100
"""Donors written to in one transaction."""

TO_DONOR: dict[str, ToDonor] = {
    "pledge-confirmed": texts.confirmed,
    "pledge-cancelled": texts.cancelled,
    "pledge-refunded": texts.refunded,
}

PledgeEvent = PledgeInForce | PledgeCancelled | PledgeRefunded
CampaignEvent = CampaignFunded | CampaignUnfunded | CampaignPaidOut

KINDS: dict[type[PledgeEvent | CampaignEvent], str] = {
    PledgeInForce: "pledge-confirmed",
    PledgeCancelled: "pledge-cancelled",
    PledgeRefunded: "pledge-refunded",
    CampaignFunded: "campaign-funded",
    CampaignUnfunded: "campaign-unfunded",
    CampaignPaidOut: "campaign-paid-out",
}


async def on_event(db: WriteSession, event: PledgeEvent | CampaignEvent) -> None:
    """Promise the letters; they are set outside this transaction, so that money never waits for words."""
    subject = event.pledge_id if isinstance(event, PledgeEvent) else event.campaign_id
    await db.defer(WRITE, kind=KINDS[type(event)], subject=str(subject))


async def write(house: House, kind: str, subject: UUID) -> None:
    """All letters of one kind about one thing; run again, it writes those that are missing."""
    if kind in TO_DONOR:
        async with house.database.unit_of_work() as db:
            pledge = await db.get_one(Pledge, subject)
            await _to_donors(house, db, kind, TO_DONOR[kind], [pledge])
        return
    async with house.database.unit_of_work() as db:
        await _to_holder_and_partners(house, db, kind, subject)
    if kind == "campaign-funded":
        await _to_all_donors(house, subject)


async def _to_all_donors(house: House, campaign_id: UUID) -> None:
    last: UUID | None = None
    while True:
        statement = select(Pledge).where(
            Pledge.campaign_id == campaign_id, Pledge.status == PledgeStatus.IN_FORCE
        )
        if last is not None:
            statement = statement.where(col(Pledge.id) > last)
        async with house.database.unit_of_work() as db:
            batch = (await db.exec(statement.order_by(col(Pledge.id)).limit(BATCH))).all()
            await _to_donors(house, db, "campaign-funded", texts.funded, batch)
        if len(batch) < BATCH:
            return
        last = batch[-1].id


async def _to_donors(
    house: House, db: WriteSession, kind: str, text: ToDonor, pledges: Sequence[Pledge]
) -> None:
    if not pledges:
        return
    campaign = await db.get_one(Campaign, pledges[0].campaign_id)
    territory = await db.get_one(Territory, campaign.territory_id)
    people = select(Person).where(col(Person.id).in_([pledge.person_id for pledge in pledges]))
    addresses = {person.id: person.email for person in (await db.exec(people)).all()}
    for pledge in pledges:
        recipient = addresses[pledge.person_id]
        if recipient is not None:
            notice = text(words_of(house, pledge.language, territory), campaign, pledge)
            await post_notice(house, db, f"{kind}:{pledge.id}", territory, recipient, pledge.language, notice)


async def _to_holder_and_partners(house: House, db: WriteSession, kind: str, campaign_id: UUID) -> None:
    campaign = await db.get_one(Campaign, campaign_id)
    territory = await db.get_one(Territory, campaign.territory_id)
    closing = await db.get_one(Closing, campaign_id)
    holder = await db.get_one(Holder, campaign.holder_id)
    words = words_of(house, holder.language, territory)
    to_holder = {
        "campaign-funded": texts.funded_to_holder,
        "campaign-unfunded": texts.unfunded_to_holder,
        "campaign-paid-out": texts.paid_out_to_holder,
    }[kind]
    notice = to_holder(words, campaign, closing)
    await post_notice(
        house, db, f"{kind}:{campaign.id}:holder", territory, holder.email, holder.language, notice
    )
    if kind != "campaign-paid-out":
        await _to_partners(house, db, kind, campaign, territory, holder.name)


async def _to_partners(
    house: House, db: WriteSession, kind: str, campaign: Campaign, territory: Territory, holder: str
) -> None:
    statement = (
        select(SignedCommitment, Partner, FundsCall)
        .join(Partner, col(Partner.id) == SignedCommitment.partner_id)
        .outerjoin(FundsCall, col(FundsCall.commitment_id) == SignedCommitment.id)
        .where(SignedCommitment.campaign_id == campaign.id)
        .order_by(col(SignedCommitment.id))
    )
    for commitment, partner, call in (await db.exec(statement)).all():
        words = words_of(house, partner.language, territory)
        notice = _to_partner(words, campaign, commitment, call, holder)
        key = f"{kind}:{campaign.id}:partner:{partner.id}"
        await post_notice(house, db, key, territory, partner.email, partner.language, notice)


def _to_partner(
    words: Wording, campaign: Campaign, commitment: SignedCommitment, call: FundsCall | None, holder: str
) -> Notice:
    if call is not None:
        return texts.call_to_partner(words, campaign, call, holder)
    released = Money(commitment.ceiling_minor, commitment.currency)
    return texts.nothing_due_to_partner(words, campaign, released)
