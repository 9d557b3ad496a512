"""The only place that spells ledger addresses: which event moves what between which accounts.

Value leaves the source (credited) and enters the destination (debited); a balance is what entered
less what left. So Stripe's balance is positive, and what we owe is negative.

| account | what its balance says |
|---|---|
| `stripe:balance` | what Stripe holds for the operator; equals Stripe's own figure to the cent |
| `campaign:{id}:pledges` | minus what donors could claim back |
| `campaign:{id}:fees` | Stripe's fees on those pledges, until it is known who bears them |
| `campaign:{id}:due` | minus what the holder is still to be transferred |
| `campaign:{id}:commission-owed` | what the holder still owes of the commission, beyond the pledges |
| `campaign:{id}:disputed` | what donors' banks have, until it is decided whose it is |
| `campaign:{id}:to-recover` | what the holder owes of what was passed on, since donors have it back |
| `campaign:{id}:owed-to-donors` | minus what donors are to be transferred whose banks took no refund |
| `operator:commission`, `operator:vat` | minus what was earned, minus the VAT on it |
| `operator:stripe-fees` | fees of campaigns that succeeded |
| `operator:fees-not-recovered` | fees of pledges given back: Stripe keeps them, donors never bear them |
| `operator:dispute-fees` | what Stripe takes for each dispute: the operator bears it |
| `operator:dispute-losses` | what banks took back of pledges that were given back already |
| `operator:stripe-own-fees` | what Stripe takes for itself, apart from payments |
| `operator:bank` | what Stripe has paid to the operator's own bank, less what that has paid |
| `operator:put-aside` | minus what Stripe holds and nobody has explained yet |
| `campaign:{id}:cheques-given` | minus the cheques that were confirmed, outside the platform |
| `campaign:{id}:cheques-held` | cheques that agents hold, uncashed |
| `campaign:{id}:cheques-banked` | cheques that the holder has received |
| `partner:{id}:match:{campaign}:granted` | minus what the partner was called to pay, outside the platform |
| `partner:{id}:match:{campaign}:called` | what it has not yet paid; below zero, what its holder owes it |
| `partner:{id}:match:{campaign}:received` | what the holder has received from it |

Once a campaign is paid out or refunded, its accounts are empty but for `commission-owed`, for what is
disputed, to be recovered or owed to donors, for pledges that are still on their way back to their donors,
and for cheques, whose money never was at Stripe.

| event | kind | from | to | amount |
|---|---|---|---|---|
| a pledge is paid | `pledge-paid` | `campaign:{id}:pledges` | `stripe:balance` | the pledge |
| | | `stripe:balance` | `campaign:{id}:fees` | Stripe's fee |
| a pledge is given back | `pledge-refunded` | `stripe:balance` | `campaign:{id}:pledges` | the pledge |
| | | `campaign:{id}:fees` | `operator:fees-not-recovered` | its fee |
| a campaign succeeds | `campaign-funded` | `campaign:{id}:due` | `campaign:{id}:pledges` | all pledges |
| | | `operator:commission` | `campaign:{id}:due` | commission before VAT |
| | | `operator:vat` | `campaign:{id}:due` | VAT |
| | | `campaign:{id}:due` | `campaign:{id}:commission-owed` | what exceeds the pledges |
| | | `campaign:{id}:fees` | `operator:stripe-fees` | the fees of the pledges in force |
| a bank takes money back | `dispute-moved` | `stripe:balance` | `campaign:{id}:disputed` | what it takes |
| | | `stripe:balance` | `operator:dispute-fees` | Stripe's fee |
| it keeps a pledge | `dispute-lost` | `campaign:{id}:disputed` | `campaign:{id}:pledges` | what it took |
| | | `campaign:{id}:fees` | `operator:fees-not-recovered` | the pledge's fee |
| one passed on | `dispute-owed` | `campaign:{id}:disputed` | `campaign:{id}:to-recover` | what it took |
| given back late | `give-back-owed` | `campaign:{id}:pledges` | `campaign:{id}:to-recover` | the pledge |
| | | `operator:stripe-fees` | `campaign:{id}:fees` | its fee |
| one given back | `dispute-borne` | `campaign:{id}:disputed` | `operator:dispute-losses` | what it took |
| the rest of that pledge | `rest-refunded` | `stripe:balance` | `campaign:{id}:pledges` | what no bank took |
| no refund reaches a donor | `refund-owed` | `…:owed-to-donors` | `campaign:{id}:pledges` | what is owed |
| they are transferred it | `refund-transferred` | `operator:bank` | `…:owed-to-donors` | the same |
| | | `campaign:{id}:fees` | `operator:fees-not-recovered` | the pledge's fee |
| the holder gives it back | `recovered` | `campaign:{id}:to-recover` | `stripe:balance` | the reversal |
| the holder is transferred | `transferred` | `stripe:balance` | `campaign:{id}:due` | the transfer |
| a cheque is confirmed | `cheque-held` | `campaign:{id}:cheques-given` | `…:cheques-held` | the cheque |
| the holder has it | `cheque-banked` | `campaign:{id}:cheques-held` | `…:cheques-banked` | the cheque |
| a partner is called | `match-called` | `partner:{id}:match:{campaign}:granted` | `…:called` | the match |
| a partner has paid | `match-received` | `partner:{id}:match:{campaign}:called` | `…:received` | what came |
| Stripe pays the operator's bank | `stripe-mirrored` | `stripe:balance` | `operator:bank` | the payout |
| Stripe takes for itself | `stripe-mirrored` | `stripe:balance` | `operator:stripe-own-fees` | its fee |
| a payment is put aside | `stripe-mirrored` | `operator:put-aside` | `stripe:balance` | what came |
| a difference is explained | `stripe-adjusted` | `operator:put-aside` | `stripe:balance` | Stripe's excess |

What a bank gives back after it took it moves the other way under the same kind, as does all that Stripe moves
the other way. The last four are posted by the reconciliation with Stripe (`payments.reconciliation`).

Where two people undo the success of a campaign before its transfer, `campaign-funded` and `match-called` are
reversed, and `give-back-owed` and `dispute-owed` too: the holder owes nothing of what it never had, and what
banks keep is posted as `dispute-lost`. Its pledges then go back as those of any campaign that was cancelled.

Anything that proves wrong is reversed by an entry of its own (kind `reversal`), mirrored posting by
posting, as are a refund or a transfer that a donor's bank sent back, what is owed by transfer once Stripe is
asked again, a cheque that is given back, and one that bounces; a transfer that comes back from the holder is
the reversal of its entry. The payout from the holder's account at Stripe to its bank moves the holder's
money, not ours, and posts nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from payments.ledger.rules import Posting
from payments.money import Money
from payments.reconciliation import accounts as mirrored

STRIPE = mirrored.STRIPE
BANK = mirrored.BANK
STRIPE_OWN_FEES = mirrored.STRIPE_OWN_FEES
PUT_ASIDE = mirrored.SUSPENSE
COMMISSION = "operator:commission"
VAT = "operator:vat"
STRIPE_FEES = "operator:stripe-fees"
FEES_NOT_RECOVERED = "operator:fees-not-recovered"
DISPUTE_FEES = "operator:dispute-fees"
DISPUTE_LOSSES = "operator:dispute-losses"

NOTHING = Money.zero()


@dataclass(frozen=True, slots=True)
class Account:
    """An address, read: `what` is the address without the identifiers of its campaign and its partner."""

    what: str
    campaign: UUID | None = None
    partner: UUID | None = None


def read(address: str) -> Account | None:
    """None of an address that is not spelled here."""
    try:
        match address.split(":"):
            case ["campaign", campaign, what]:
                return Account(f"campaign:{what}", UUID(campaign))
            case ["partner", partner, "match", campaign, what]:
                return Account(f"partner:match:{what}", UUID(campaign), UUID(partner))
    except ValueError:
        return None
    return Account(address)


def of_campaign(campaign: UUID) -> str:
    """What a campaign's own accounts lie under."""
    return f"campaign:{campaign}"


def pledges_of(campaign: UUID) -> str:
    return f"campaign:{campaign}:pledges"


def fees_of(campaign: UUID) -> str:
    return f"campaign:{campaign}:fees"


def due_to_holder(campaign: UUID) -> str:
    return f"campaign:{campaign}:due"


def commission_owed(campaign: UUID) -> str:
    return f"campaign:{campaign}:commission-owed"


def disputed_of(campaign: UUID) -> str:
    return f"campaign:{campaign}:disputed"


def to_recover(campaign: UUID) -> str:
    return f"campaign:{campaign}:to-recover"


def owed_to_donors(campaign: UUID) -> str:
    return f"campaign:{campaign}:owed-to-donors"


def cheques_given(campaign: UUID) -> str:
    return f"campaign:{campaign}:cheques-given"


def cheques_held(campaign: UUID) -> str:
    return f"campaign:{campaign}:cheques-held"


def cheques_banked(campaign: UUID) -> str:
    return f"campaign:{campaign}:cheques-banked"


def match_granted(partner: UUID, campaign: UUID) -> str:
    return f"partner:{partner}:match:{campaign}:granted"


def match_called_from(partner: UUID, campaign: UUID) -> str:
    return f"partner:{partner}:match:{campaign}:called"


def match_received_from(partner: UUID, campaign: UUID) -> str:
    return f"partner:{partner}:match:{campaign}:received"


def _moves(*moves: tuple[str, str, Money]) -> list[Posting]:
    """Postings of what moves at all: nothing is recorded of zero."""
    return [Posting(source, destination, amount) for source, destination, amount in moves if amount]


def pledge_paid(campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((pledges_of(campaign), STRIPE, amount))


def fee_taken(campaign: UUID, fee: Money) -> list[Posting]:
    """Empty where Stripe took nothing: there is then no entry to post."""
    return _moves((STRIPE, fees_of(campaign), fee))


def pledge_refunded(campaign: UUID, amount: Money, fee: Money) -> list[Posting]:
    """The donor has everything back; Stripe does not give back its fee (funding.md, R15)."""
    return _moves((STRIPE, pledges_of(campaign), amount), (fees_of(campaign), FEES_NOT_RECOVERED, fee))


def campaign_funded(
    campaign: UUID, *, pledged: Money, commission: Money, vat: Money, fees: Money
) -> list[Posting]:
    """All that donors gave becomes the holder's, and the commission is taken from it.

    `commission` includes `vat`; `fees` are those of the pledges in force. What the pledges cannot bear of
    the commission is a receivable on the holder.
    """
    due = due_to_holder(campaign)
    beyond = commission - min(commission, pledged)
    return _moves(
        (due, pledges_of(campaign), pledged),
        (COMMISSION, due, commission - vat),
        (VAT, due, vat),
        (due, commission_owed(campaign), beyond),
        (fees_of(campaign), STRIPE_FEES, fees),
    )


def dispute_moved(campaign: UUID, moved: Money, fee: Money) -> list[Posting]:
    """What a bank takes and what Stripe takes for it; of what comes back, both are negative."""
    disputed = disputed_of(campaign)
    return _moves(
        (STRIPE, disputed, max(moved, NOTHING)),
        (disputed, STRIPE, max(-moved, NOTHING)),
        (STRIPE, DISPUTE_FEES, max(fee, NOTHING)),
        (DISPUTE_FEES, STRIPE, max(-fee, NOTHING)),
    )


def dispute_lost(campaign: UUID, amount: Money, fee: Money) -> list[Posting]:
    """Donors can't claim back what their bank has given them; the pledge's fee is lost with it."""
    return _moves(
        (disputed_of(campaign), pledges_of(campaign), amount),
        (fees_of(campaign), FEES_NOT_RECOVERED, fee),
    )


def dispute_owed(campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((disputed_of(campaign), to_recover(campaign), amount))


def give_back_owed(campaign: UUID, amount: Money, fee: Money) -> list[Posting]:
    """Its donor could claim back again what had become the holder's, who owes it; the platform's share stays.

    The fee is of a pledge that succeeded no longer.
    """
    return _moves((pledges_of(campaign), to_recover(campaign), amount), (STRIPE_FEES, fees_of(campaign), fee))


def dispute_borne(campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((disputed_of(campaign), DISPUTE_LOSSES, amount))


def rest_refunded(campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((STRIPE, pledges_of(campaign), amount))


def refund_owed(campaign: UUID, amount: Money) -> list[Posting]:
    """Kept for a donor for as long as it takes; nobody's income."""
    return _moves((owed_to_donors(campaign), pledges_of(campaign), amount))


def refund_transferred(campaign: UUID, amount: Money, fee: Money) -> list[Posting]:
    """From the operator's own bank, which Stripe knows nothing of."""
    return _moves((BANK, owed_to_donors(campaign), amount), (fees_of(campaign), FEES_NOT_RECOVERED, fee))


def recovered(campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((to_recover(campaign), STRIPE, amount))


def transferred(campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((STRIPE, due_to_holder(campaign), amount))


def cheque_held(campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((cheques_given(campaign), cheques_held(campaign), amount))


def cheque_banked(campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((cheques_held(campaign), cheques_banked(campaign), amount))


def match_called(partner: UUID, campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((match_granted(partner, campaign), match_called_from(partner, campaign), amount))


def match_received(partner: UUID, campaign: UUID, amount: Money) -> list[Posting]:
    return _moves((match_called_from(partner, campaign), match_received_from(partner, campaign), amount))
