"""What things about who may take part are called: messages to translate."""

from collections.abc import Mapping

from consultations.eligibility.census.rules import Reason
from consultations.eligibility.rules import Proof
from okote.identity.levels import Level
from okote.platform.i18n import say

HERE = "/back-office/eligibility"

PROOFS: Mapping[Proof, str] = {
    Proof.DECLARED: say("as you said yourself"),
    Proof.LIST: say("by the list of residents"),
    Proof.LETTER: say("with the code of a letter"),
    Proof.COUNTER: say("at the counter, where a paper was seen"),
}

LEVELS: Mapping[Level, str] = {
    Level.MAIL: say("You signed in by a way that shows an address, not who you are."),
    Level.LOW: say("You signed in by a way that vouches for who you are (low level, eIDAS)."),
    Level.SUBSTANTIAL: say("You signed in by a way that vouches for who you are (substantial level, eIDAS)."),
    Level.HIGH: say("You signed in by a way that vouches for who you are (high level, eIDAS)."),
}

REASONS: Mapping[Reason, str] = {
    Reason.SEVERAL: say("Several lines match: two people of one name, or one who is on the list twice."),
    Reason.TAKEN: say("Another account has shown itself with this line."),
    Reason.COUNTER: say("Somebody without an account is known at the counter by this line."),
    Reason.SECOND: say("This account has another line of the list already."),
}
