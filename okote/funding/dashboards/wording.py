"""What holders read of their next steps, and whoever follows a campaign of how money came."""

from collections.abc import Mapping, Sequence

from okote.funding.dashboards.queries import CameIn
from okote.funding.dashboards.rules import Step
from okote.funding.progress.queries import Given
from okote.platform.i18n import say, say_count
from okote.web.formatting import Wording
from payments.money import Money

STEPS: Mapping[Step, tuple[str, str]] = {
    Step.COMPLETE: say_count(
        "Complete the offer: %(num)s thing is missing.", "Complete the offer: %(num)s things are missing."
    ),
    Step.COMMENTS: say_count(
        "Look at %(num)s comment beside the lines of the offer.",
        "Look at %(num)s comments beside the lines of the offer.",
    ),
    Step.SUBMIT: say_count("Send the offer in for review.", "Send the offer in for review."),
    Step.QUESTIONS: say_count("Answer %(num)s question.", "Answer %(num)s questions."),
    Step.HELP: say_count("Answer %(num)s offer of help.", "Answer %(num)s offers of help."),
    Step.NEWS: say_count(
        "Tell what is new: nothing was told for two weeks.",
        "Tell what is new: nothing was told for two weeks.",
    ),
    Step.THANK: say_count("Thank all who gave.", "Thank all who gave."),
    Step.REWARDS: say_count("Send %(num)s reward.", "Send %(num)s rewards."),
    Step.CALLS: say_count(
        "Tell the team when the money of %(num)s partner has come.",
        "Tell the team when the money of %(num)s partners has come.",
    ),
}

PATHS: Mapping[Step, str] = {
    Step.COMPLETE: "/edit",
    Step.COMMENTS: "/comments",
    Step.SUBMIT: "",
    Step.QUESTIONS: "/back-office/questions",
    Step.HELP: "/back-office/help",
    Step.NEWS: "/news",
    Step.THANK: "/thanks",
    Step.REWARDS: "/rewards",
    Step.CALLS: "/commitments",
}
"""Below the campaign's own page, unless it begins with the back office."""

IN_OWN_NAME = say("Residents, by card")
FOR_BODIES = say("Companies and associations, by card")
BY_CHEQUE = say("By cheque")
PUBLIC = say("Public partners")
PRIVATE = say("Partner companies")


def means(words: Wording, given: Given, came: CameIn) -> Sequence[tuple[str, int, Money]]:
    """Label, length of the bar, amount; only what there is something of."""
    public, private, _ = given.by_kind
    found = (
        (IN_OWN_NAME, came.own),
        (FOR_BODIES, came.bodies),
        (BY_CHEQUE, came.cheques),
        (PUBLIC, public),
        (PRIVATE, private),
    )
    return [(words.say(label), amount.minor, amount) for label, amount in found if amount]
