"""What accountants read for funding's accounts and for what is posted on them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlmodel import col, select

from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.partners.models import Partner
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

ENTRY_KINDS = {
    "pledge-paid": say("Contribution paid"),
    "pledge-refunded": say("Contribution given back"),
    "campaign-funded": say("Campaign funded"),
    "transferred": say("Transfer to the holder"),
    "match-called": say("Match called"),
    "match-received": say("Match received"),
}

ACCOUNTS = {
    accounts.STRIPE: say("Money that Stripe holds"),
    accounts.COMMISSION: say("The platform’s share, before VAT"),
    accounts.VAT: say("VAT on the platform’s share"),
    accounts.STRIPE_FEES: say("Stripe’s fees on campaigns that succeeded"),
    accounts.FEES_NOT_RECOVERED: say("Stripe’s fees on contributions given back"),
    "campaign:pledges": say("Contributions to %(campaign)s"),
    "campaign:fees": say("Stripe’s fees on contributions to %(campaign)s"),
    "campaign:due": say("Due to the holder of %(campaign)s"),
    "campaign:commission-owed": say("The platform’s share still owed for %(campaign)s"),
    "partner:match:granted": say("Match granted by %(partner)s for %(campaign)s"),
    "partner:match:called": say("Match called from %(partner)s for %(campaign)s"),
    "partner:match:received": say("Match received from %(partner)s for %(campaign)s"),
}


async def account_names(
    db: ReadSession, territory_id: UUID, addresses: Collection[str]
) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Two questions, however many addresses: what the campaigns are called, and what the partners."""
    read = {address: account for address in addresses if (account := accounts.read(address))}
    campaigns = await _titles(db, territory_id, {one.campaign for one in read.values() if one.campaign})
    partners = await _names(db, territory_id, {one.partner for one in read.values() if one.partner})
    named = {}
    for address, account in read.items():
        known = account.campaign is None or account.campaign in campaigns
        if account.what in ACCOUNTS and known and (account.partner is None or account.partner in partners):
            values = {
                "campaign": campaigns.get(account.campaign, ""),
                "partner": partners.get(account.partner, ""),
            }
            named[address] = (ACCOUNTS[account.what], values)
    return named


async def _titles(db: ReadSession, territory_id: UUID, ids: Collection[UUID]) -> dict[UUID | None, str]:
    asked = of_territory(select(Campaign.id, Campaign.title), Campaign.territory_id, territory_id)
    return dict((await db.exec(asked.where(col(Campaign.id).in_(ids)))).all())


async def _names(db: ReadSession, territory_id: UUID, ids: Collection[UUID]) -> dict[UUID | None, str]:
    asked = of_territory(select(Partner.id, Partner.name), Partner.territory_id, territory_id)
    return dict((await db.exec(asked.where(col(Partner.id).in_(ids)))).all())
