"""What people read of the cheques that they give."""

from okote.funding.campaigns.models import Campaign
from okote.funding.cheques.models import Cheque
from okote.funding.cheques.rules import ChequeState
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice


def announced(words: Wording, campaign: Campaign, cheque: Cheque) -> Notice | None:
    """Nothing where it has gone on since."""
    if cheque.state is not ChequeState.ANNOUNCED:
        return None
    return _notice(
        words,
        words.say(say("Your cheque for “%(title)s”: what to do now"), title=campaign.title),
        words.say(
            say("Write it for %(amount)s, and the reference %(reference)s on its back."),
            amount=cheque.amount,
            reference=cheque.reference,
        ),
        words.say(
            say("It counts once two people have seen it, before %(deadline)s: send it in time."),
            deadline=words.deadline(campaign.period.ends_at),
        ),
    )


def received(words: Wording, campaign: Campaign, cheque: Cheque) -> Notice:
    return _notice(
        words,
        words.say(say("We have your cheque for “%(title)s”"), title=campaign.title),
        words.say(
            say("Cheque no. %(number)s of %(amount)s has come, under the reference %(reference)s."),
            number=cheque.number,
            amount=cheque.amount,
            reference=cheque.reference,
        ),
        words.say(say("It counts as soon as a second person has seen it, before the campaign ends.")),
        words.say(say("Nobody cashes it before: if the campaign fails, you have it back.")),
    )


def banked(words: Wording, campaign: Campaign, cheque: Cheque) -> Notice:
    return _notice(
        words,
        words.say(say("Your cheque for “%(title)s” goes to the project"), title=campaign.title),
        words.say(
            say("The campaign has succeeded: we have handed your cheque of %(amount)s to the project."),
            amount=cheque.amount,
        ),
        words.say(say("It will be cashed in the days to come.")),
    )


def bounced(words: Wording, campaign: Campaign, cheque: Cheque) -> Notice:
    return _notice(
        words,
        words.say(say("Your cheque for “%(title)s” was not paid"), title=campaign.title),
        words.say(
            say("The bank did not pay your cheque no. %(number)s of %(amount)s, so it no longer counts."),
            number=cheque.number,
            amount=cheque.amount,
        ),
        words.say(say("Ask your bank why. Nothing else is taken from you.")),
    )


def missing(words: Wording, campaign: Campaign, cheque: Cheque) -> Notice:
    """To the holder, who had it and must not count on it."""
    return Notice(
        subject=words.say(say("A cheque for your campaign “%(title)s” was not paid"), title=campaign.title),
        paragraphs=[
            words.say(
                say("The bank did not pay cheque no. %(number)s of %(amount)s that we had handed to you."),
                number=cheque.number,
                amount=cheque.amount,
            ),
            words.say(say("That sum is missing for the project; what was decided at the end stays decided.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}",
    )


def given_back(words: Wording, campaign: Campaign, cheque: Cheque) -> Notice:
    return _notice(
        words,
        words.say(say("Your cheque for “%(title)s” is given back"), title=campaign.title),
        words.say(
            say("Your cheque of %(amount)s, reference %(reference)s, was not cashed: it is yours again."),
            amount=cheque.amount,
            reference=cheque.reference,
        ),
    )


def _notice(words: Wording, subject: str, *paragraphs: str) -> Notice:
    return Notice(
        subject=subject,
        paragraphs=paragraphs,
        action=words.say(say("See my cheques")),
        path="/my/cheques",
    )
