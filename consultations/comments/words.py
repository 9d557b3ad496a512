"""What people read of comments."""

from collections.abc import Mapping

from consultations.comments.rules import Order, Stance
from okote.platform.i18n import say

STANCES: Mapping[Stance, str] = {
    Stance.FOR: say("For"),
    Stance.AGAINST: say("Against"),
    Stance.NEUTRAL: say("Neither for nor against"),
}

TONES: Mapping[Stance, str] = {
    Stance.FOR: "open",
    Stance.AGAINST: "waiting",
    Stance.NEUTRAL: "",
}
"""As the component `status` knows them; the words say the same."""

ORDERS: Mapping[Order, str] = {
    Order.NEWEST: say("The newest first"),
    Order.OLDEST: say("The oldest first"),
    Order.AGREED: say("Those that most agree with first"),
}
