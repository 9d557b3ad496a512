"""What people read for the states of cheques, and agents for what they have to do."""

from collections.abc import Mapping

from okote.funding.cheques.rules import ChequeState, Errand
from okote.platform.i18n import say

STATES: Mapping[ChequeState, tuple[str, str]] = {
    ChequeState.ANNOUNCED: (say("announced, not here yet"), "waiting"),
    ChequeState.WITHDRAWN: (say("does not come"), ""),
    ChequeState.RECEIVED: (say("received, to be confirmed"), "waiting"),
    ChequeState.HELD: (say("confirmed, held uncashed"), "done"),
    ChequeState.BANKED: (say("handed to the project"), "done"),
    ChequeState.GIVEN_BACK: (say("given back"), "done"),
    ChequeState.BOUNCED: (say("not paid by the bank"), "refused"),
}
"""With the tone of their tag."""

ERRANDS: Mapping[Errand, str] = {
    Errand.CONFIRM: say("To be confirmed by a second person"),
    Errand.BANK: say("To hand to the holder: the campaign has succeeded"),
    Errand.GIVE_BACK: say("To give back"),
    Errand.RECEIVE: say("Announced, on their way"),
    Errand.HOLD: say("Held uncashed until the campaign is decided"),
}
