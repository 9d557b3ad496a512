"""What accountants read for funding's accounts and for what is posted on them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlmodel import col, select

from okote.feature import AccountFamily, Bookkeeping, EntryKind, Journal
from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.partners.models import Partner
from okote.platform.i18n import say
from okote.territories.queries import of_territory
from payments.reconciliation.accounts import ADJUSTED, MIRRORED
from payments.reconciliation.rules import Movement
from payments.sessions import ReadSession

ENTRY_KINDS = {
    "pledge-paid": EntryKind(say("Contribution paid"), Journal.BANK),
    "pledge-refunded": EntryKind(say("Contribution given back"), Journal.BANK),
    "campaign-funded": EntryKind(say("Campaign funded"), Journal.SALES),
    "dispute-moved": EntryKind(say("Disputed with a bank"), Journal.BANK),
    "dispute-lost": EntryKind(say("Dispute lost")),
    "dispute-owed": EntryKind(say("Dispute lost, owed by the holder")),
    "give-back-owed": EntryKind(say("Contribution given back after success, owed by the holder")),
    "dispute-borne": EntryKind(say("Dispute lost, borne by the platform")),
    "rest-refunded": EntryKind(say("Rest of a disputed contribution given back"), Journal.BANK),
    "refund-owed": EntryKind(say("Refund that did not reach its donor")),
    "refund-transferred": EntryKind(say("Refund by bank transfer"), Journal.BANK),
    "recovered": EntryKind(say("Got back from the holder"), Journal.BANK),
    "transferred": EntryKind(say("Transfer to the holder"), Journal.BANK),
    "cheque-held": EntryKind(say("Cheque confirmed")),
    "cheque-banked": EntryKind(say("Cheque handed to the holder")),
    "match-called": EntryKind(say("Match called")),
    "match-received": EntryKind(say("Match received")),
    MIRRORED: EntryKind(say("Moved by Stripe itself"), Journal.BANK),
    ADJUSTED: EntryKind(say("Put right after a difference with Stripe")),
}

ACCOUNTS = {
    accounts.STRIPE: say("Money that Stripe holds"),
    accounts.COMMISSION: say("The platform’s share, before VAT"),
    accounts.VAT: say("VAT on the platform’s share"),
    accounts.STRIPE_FEES: say("Stripe’s fees on campaigns that succeeded"),
    accounts.FEES_NOT_RECOVERED: say("Stripe’s fees on contributions given back"),
    accounts.DISPUTE_FEES: say("Stripe’s fees on disputes"),
    accounts.DISPUTE_LOSSES: say("Lost to donors’ banks"),
    accounts.BANK: say("The operator’s own bank"),
    accounts.STRIPE_OWN_FEES: say("What Stripe takes for itself"),
    accounts.PUT_ASIDE: say("At Stripe, put aside until somebody explains it"),
    "campaign:owed-to-donors": say("Owed to donors of %(campaign)s whose banks took no refund"),
    "campaign:disputed": say("Disputed contributions to %(campaign)s"),
    "campaign:to-recover": say("To get back from the holder of %(campaign)s"),
    "campaign:pledges": say("Contributions to %(campaign)s"),
    "campaign:fees": say("Stripe’s fees on contributions to %(campaign)s"),
    "campaign:due": say("Due to the holder of %(campaign)s"),
    "campaign:commission-owed": say("The platform’s share still owed for %(campaign)s"),
    "campaign:cheques-given": say("Cheques given to %(campaign)s, outside the platform"),
    "campaign:cheques-held": say("Cheques held for %(campaign)s"),
    "campaign:cheques-banked": say("Cheques that the holder of %(campaign)s has"),
    "partner:match:granted": say("Match granted by %(partner)s for %(campaign)s"),
    "partner:match:called": say("Match called from %(partner)s for %(campaign)s"),
    "partner:match:received": say("Match received from %(partner)s for %(campaign)s"),
}

FAMILIES = {
    accounts.STRIPE: AccountFamily(say("Money that Stripe holds"), "517000"),
    "campaign:pledges": AccountFamily(say("Contributions to give back or to pass on"), "467100"),
    "campaign:owed-to-donors": AccountFamily(say("Owed to donors whose banks took no refund"), "467500"),
    accounts.BANK: AccountFamily(say("Refunds that the operator’s own bank paid"), "512000"),
    "campaign:due": AccountFamily(say("Due to holders"), "467200"),
    "campaign:fees": AccountFamily(say("Stripe’s fees, until it is known who bears them"), "471100"),
    "campaign:commission-owed": AccountFamily(say("The platform’s share still owed by holders"), "411000"),
    "campaign:disputed": AccountFamily(say("Disputed with donors’ banks"), "467300"),
    "campaign:to-recover": AccountFamily(say("To get back from holders"), "467400"),
    accounts.DISPUTE_FEES: AccountFamily(say("Stripe’s fees on disputes"), "627830"),
    accounts.DISPUTE_LOSSES: AccountFamily(say("Lost to donors’ banks"), "671800"),
    accounts.BANK: AccountFamily(say("The operator’s own bank"), "580000"),
    accounts.STRIPE_OWN_FEES: AccountFamily(say("What Stripe takes for itself"), "627840"),
    accounts.PUT_ASIDE: AccountFamily(say("At Stripe, put aside until somebody explains it"), "471200"),
    accounts.COMMISSION: AccountFamily(say("The platform’s share, before VAT"), "706000"),
    accounts.VAT: AccountFamily(say("VAT on the platform’s share"), "445710"),
    accounts.STRIPE_FEES: AccountFamily(say("Stripe’s fees on campaigns that succeeded"), "627810"),
    accounts.FEES_NOT_RECOVERED: AccountFamily(say("Stripe’s fees on contributions given back"), "627820"),
    "campaign:cheques-given": AccountFamily(say("Cheques given, outside the platform"), "808000"),
    "campaign:cheques-held": AccountFamily(say("Cheques held, outside the platform"), "802300"),
    "campaign:cheques-banked": AccountFamily(
        say("Cheques that holders have, outside the platform"), "802400"
    ),
    "partner:match:granted": AccountFamily(say("Matches granted, outside the platform"), "809000"),
    "partner:match:called": AccountFamily(say("Matches called, outside the platform"), "802100"),
    "partner:match:received": AccountFamily(say("Matches received, outside the platform"), "802200"),
}
"""Numbers of the general chart of accounts (PCG): 4 for others, 5 for money, 6 and 7 for what is spent and
earned, 8 for what partners pay to holders without us.
"""


def _family_of(address: str) -> str | None:
    account = accounts.read(address)
    return account.what if account is not None and account.what in FAMILIES else None


async def _account_names(
    db: ReadSession, territory_id: UUID, addresses: Collection[str]
) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """Two questions, however many addresses: what the campaigns are called, and what the partners."""
    read = {address: account for address in addresses if (account := accounts.read(address))}
    campaigns = await titles(db, territory_id, {one.campaign for one in read.values() if one.campaign})
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


async def titles(db: ReadSession, territory_id: UUID, ids: Collection[UUID]) -> dict[UUID | None, str]:
    """What these campaigns are called."""
    asked = of_territory(select(Campaign.id, Campaign.title), Campaign.territory_id, territory_id)
    return dict((await db.exec(asked.where(col(Campaign.id).in_(ids)))).all())


async def _names(db: ReadSession, territory_id: UUID, ids: Collection[UUID]) -> dict[UUID | None, str]:
    asked = of_territory(select(Partner.id, Partner.name), Partner.territory_id, territory_id)
    return dict((await db.exec(asked.where(col(Partner.id).in_(ids)))).all())


MOVEMENTS = {
    Movement.CHARGE: ("pledge-paid",),
    Movement.REFUND: ("pledge-refunded", "rest-refunded"),
    Movement.DISPUTE: ("dispute-moved",),
    Movement.TRANSFER: ("transferred",),
    Movement.REVERSAL: ("recovered",),
}

BOOKKEEPING = Bookkeeping(_account_names, ENTRY_KINDS, FAMILIES, _family_of, MOVEMENTS)
