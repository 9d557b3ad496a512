"""What each kind of difference is called, and what there is to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from okote.platform.i18n import say
from payments.reconciliation.queries import State
from payments.reconciliation.rules import Kind

BY_ITSELF = say("It is learnt by itself; where it stays open, Stripe could not be asked.")
MIRRORED = say("The ledger takes it over by itself, from Stripe’s own line.")
LOOK = say(
    "Look it up in Stripe’s own pages and in ours, mend what is wrong, and close it with what you found."
)


@dataclass(frozen=True, slots=True)
class Told:
    """`name` is one sentence, `to_do` what follows from it."""

    name: str
    to_do: str


KINDS: Mapping[Kind, Told] = {
    Kind.CHARGE_UNKNOWN: Told(
        say("Stripe took a payment that we do not know."),
        say("Find out in Stripe’s own pages who paid and for what, give it back there, and say so here."),
    ),
    Kind.PAYMENT_LOST: Told(
        say("Stripe took a payment of ours that we no longer have."),
        say("It was made after the moment to which the database was restored: give it back at Stripe."),
    ),
    Kind.PAYMENT_NOT_LEARNT: Told(say("It was paid at Stripe, and we have not learnt it."), BY_ITSELF),
    Kind.PAYMENT_MISSING: Told(say("We hold it paid, and Stripe has no such payment."), LOOK),
    Kind.PAYMENT_DIFFERS: Told(say("Stripe took another amount than we hold paid."), LOOK),
    Kind.FEE_DIFFERS: Told(say("Stripe’s fee is another than we hold."), LOOK),
    Kind.PUT_ASIDE: Told(say("It was paid, and put aside: the ledger lacked it."), MIRRORED),
    Kind.REFUND_UNKNOWN: Told(
        say("It was given back in Stripe’s own pages."),
        say("Given back whole, it is learnt by itself; of a part, say here why it was given back."),
    ),
    Kind.REFUND_NOT_LEARNT: Told(say("Stripe gave it back, and we do not hold it done."), BY_ITSELF),
    Kind.REFUND_FAILED: Told(say("The refund failed at Stripe, and we hold it done."), BY_ITSELF),
    Kind.REFUND_MISSING: Told(say("We hold it given back, and Stripe has no such refund."), LOOK),
    Kind.REFUND_DIFFERS: Told(say("Stripe gave back another amount than we hold."), LOOK),
    Kind.DISPUTE_UNKNOWN: Told(say("A bank moved money for a dispute, and we do not know it."), BY_ITSELF),
    Kind.DISPUTE_MISSING: Told(say("We hold that a bank moved money, and Stripe knows nothing of it."), LOOK),
    Kind.DISPUTE_DIFFERS: Told(say("A bank moved another amount for a dispute than we hold."), LOOK),
    Kind.TRANSFER_UNKNOWN: Told(say("Money went to a holder in Stripe’s own pages."), LOOK),
    Kind.TRANSFER_NOT_LEARNT: Told(say("Stripe made a transfer, and we do not hold it done."), BY_ITSELF),
    Kind.TRANSFER_MISSING: Told(say("We hold a transfer done, and Stripe has no such transfer."), LOOK),
    Kind.TRANSFER_DIFFERS: Told(say("Stripe transferred another amount than we hold."), LOOK),
    Kind.REVERSAL_UNKNOWN: Told(say("A transfer was taken back in Stripe’s own pages."), LOOK),
    Kind.REVERSAL_NOT_LEARNT: Told(
        say("Stripe took a transfer back, and we do not hold it done."), BY_ITSELF
    ),
    Kind.REVERSAL_MISSING: Told(say("We hold a transfer taken back, and Stripe does not."), LOOK),
    Kind.REVERSAL_DIFFERS: Told(say("Stripe took back another amount of a transfer than we hold."), LOOK),
    Kind.OWN_FEE: Told(say("Stripe took something for itself."), MIRRORED),
    Kind.BANK: Told(say("Stripe paid the operator’s own bank, or its bank sent that back."), MIRRORED),
    Kind.TOP_UP: Told(say("The operator sent money to Stripe."), MIRRORED),
    Kind.TYPE_UNKNOWN: Told(
        say("Stripe moved money in a way that we do not know."),
        say("Find out in Stripe’s own pages what it was, and close it with what you found."),
    ),
    Kind.NOT_BOOKED: Told(say("Stripe and we agree, and the ledger lacks it."), LOOK),
    Kind.BOOKED_DIFFERENTLY: Told(say("Stripe and we agree, and the ledger has another sum."), LOOK),
    Kind.BOOKED_ALONE: Told(say("The ledger has it, and nothing at Stripe accounts for it."), LOOK),
}

STATES: Mapping[State, str] = {
    State.OPEN: say("to look into"),
    State.MENDED: say("both agree by now"),
    State.CLOSED: say("closed by a person"),
}
