"""What voters read when a form of theirs is refused."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "ballot_blank_unsaid": say("Choose something, or say that you vote blank."),
    "ballot_blank_chosen": say(
        "You said that you vote blank, and chose something: take one of the two back."
    ),
    "ballot_code_missing": say("Type the code that you were given when you voted."),
    "ballot_receipt_unread": say(
        "A receipt has 64 digits and letters from a to f. Or give what you chose and the secret number, as"
        " they stand on your receipt."
    ),
    "ballot_receipts_later": say(
        "The receipts are listed once the result is published: before, their number would say how many voted."
    ),
    "ballot_mode": say("This can’t be done in a ballot of this kind."),
}
