"""What is done with cheques in the office: each step by whom, and why."""

from collections.abc import Mapping

from okote.funding.cheques.rules import ChequeState
from okote.funding.cheques.words import STATES
from okote.platform.audit import Deed, Subject
from okote.platform.i18n import say

CHEQUE = Subject(
    "cheque",
    say("Cheque"),
    "/back-office/cheques/{}",
    fields={
        "state": say("State"),
        "amount_minor": say("Amount"),
        "number": say("Number of the cheque"),
        "written_on": say("Date on the cheque"),
        "proof": say("Proof"),
    },
    words={state.value: words for state, (words, _) in STATES.items()},
    called="reference",
)
"""Nothing of who gives it: what stays for good needs their name no more than their bank."""

SCAN = Subject(
    "cheque_scan",
    say("Picture of a cheque"),
    "/back-office/cheques/{}",
    fields={"kind": say("Kind")},
    key="cheque_id",
    called="",
)


class ChequeDeed(Deed):
    CHEQUE_ENTERED = CHEQUE, say("Entered a cheque at the counter")
    CHEQUE_RECEIVED = CHEQUE, say("Received a cheque")
    CHEQUE_SCANNED = SCAN, say("Kept a picture of a cheque")
    CHEQUE_CONFIRMED = CHEQUE, say("Confirmed a cheque")
    CHEQUE_BANKED = CHEQUE, say("Handed a cheque to the holder")
    CHEQUE_GIVEN_BACK = CHEQUE, say("Gave a cheque back")
    CHEQUE_BOUNCED = CHEQUE, say("Noted that a bank did not pay a cheque")
    CHEQUE_WITHDRAWN = CHEQUE, say("Stopped waiting for a cheque")


LED_BY: Mapping[ChequeState, ChequeDeed] = {
    ChequeState.RECEIVED: ChequeDeed.CHEQUE_RECEIVED,
    ChequeState.HELD: ChequeDeed.CHEQUE_CONFIRMED,
    ChequeState.BANKED: ChequeDeed.CHEQUE_BANKED,
    ChequeState.GIVEN_BACK: ChequeDeed.CHEQUE_GIVEN_BACK,
    ChequeState.BOUNCED: ChequeDeed.CHEQUE_BOUNCED,
    ChequeState.WITHDRAWN: ChequeDeed.CHEQUE_WITHDRAWN,
}
"""By the state to which it leads."""

DEEDS = tuple(ChequeDeed)
