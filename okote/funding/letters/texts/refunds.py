"""What donors read whose bank took no refund: where to name an account, and that it was paid.

No letter asks for bank details, nor leads to where they are asked for without signing in first.
"""

from okote.funding.campaigns.models import Campaign
from okote.funding.letters.texts.donors import MINE
from okote.funding.pledges.rules import TRANSFER_RETURNED
from okote.funding.refunds.models import BankRefund
from okote.funding.refunds.rules import BankRefundState
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice

NOT_BY_MAIL = say(
    "Open our site yourself, sign in as you always do, and name an account under “My contributions”. Never"
    " send bank details by mail: we do not ask for them by mail, nor on the telephone."
)


def asked(words: Wording, campaign: Campaign, refund: BankRefund) -> Notice | None:
    """Nothing where they have named one since."""
    if refund.state is not BankRefundState.ASKED:
        return None
    came_back = refund.code == TRANSFER_RETURNED
    return _notice(
        words,
        words.say(
            say("%(amount)s are kept for you: “%(title)s”"), amount=refund.amount, title=campaign.title
        ),
        words.say(
            say("We transferred %(amount)s to you, but the bank sent them back: the account may be closed.")
            if came_back
            else say("We gave back %(amount)s, but your bank did not take them: the card may have expired."),
            amount=refund.amount,
        ),
        words.say(say("The money is yours and is kept for you. We can transfer it to your bank account.")),
        words.say(NOT_BY_MAIL),
    )


def reminded(words: Wording, campaign: Campaign, refund: BankRefund) -> Notice | None:
    return _reminder(words, campaign, refund, say("If you need help, call us: we are glad to."))


def reminded_last(words: Wording, campaign: Campaign, refund: BankRefund) -> Notice | None:
    return _reminder(
        words,
        campaign,
        refund,
        say("We do not write to you about it again. The money stays yours, for as long as it takes."),
    )


def _reminder(words: Wording, campaign: Campaign, refund: BankRefund, last: str) -> Notice | None:
    if refund.state is not BankRefundState.ASKED:
        return None
    return _notice(
        words,
        words.say(
            say("Reminder: %(amount)s are kept for you: “%(title)s”"),
            amount=refund.amount,
            title=campaign.title,
        ),
        words.say(say("Your bank took no refund of %(amount)s."), amount=refund.amount),
        words.say(NOT_BY_MAIL),
        words.say(last),
    )


def paid(words: Wording, campaign: Campaign, refund: BankRefund) -> Notice | None:
    """Nothing where the bank has sent it back since."""
    if refund.state is not BankRefundState.PAID or refund.paid_on is None:
        return None
    return _notice(
        words,
        words.say(
            say("Your contribution of %(amount)s for “%(title)s” is given back"),
            amount=refund.amount,
            title=campaign.title,
        ),
        words.say(
            say("Our bank transferred %(amount)s to your account on %(day)s."),
            amount=refund.amount,
            day=words.day(refund.paid_on),
        ),
    )


def _notice(words: Wording, subject: str, *paragraphs: str) -> Notice:
    return Notice(
        subject=subject, paragraphs=list(paragraphs), action=words.say(say("See my contributions")), path=MINE
    )
