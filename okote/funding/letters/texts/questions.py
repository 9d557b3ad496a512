"""What a holder reads of a question, and its asker of the answer."""

from okote.funding.campaigns.models import Campaign
from okote.funding.questions.models import Question
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice


def asked(words: Wording, campaign: Campaign, question: Question) -> Notice | None:
    """Nothing where it was handled before the letter was set."""
    if question.handled:
        return None
    return Notice(
        subject=words.say(say("A question about your campaign “%(title)s”"), title=campaign.title),
        paragraphs=[
            words.say(say("Someone asks you:")),
            question.body,
            words.say(say("Nobody else reads the question until you answer. Then everyone reads both.")),
        ],
        action=words.say(say("Answer the question")),
        path=f"/back-office/questions/{question.id}",
    )


def answered(words: Wording, campaign: Campaign, question: Question) -> Notice:
    return Notice(
        subject=words.say(say("Your question about “%(title)s” is answered"), title=campaign.title),
        paragraphs=[
            words.say(say("You asked:")),
            question.body,
            words.say(say("The project answers:")),
            question.answer or "",
        ],
        action=words.say(say("See the questions and answers")),
        path=f"/campaigns/{campaign.slug}/questions",
    )


def set_aside(words: Wording, campaign: Campaign, question: Question) -> Notice:
    return Notice(
        subject=words.say(say("Your question about “%(title)s” is not published"), title=campaign.title),
        paragraphs=[
            words.say(say("You asked:")),
            question.body,
            words.say(say("It was set aside, for this reason:")),
            question.refusal or "",
        ],
        action=words.say(say("See the questions and answers")),
        path=f"/campaigns/{campaign.slug}/questions",
    )
