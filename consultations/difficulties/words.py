"""What people read of a difficulty: categories, ways, where it stands, what was done."""

from collections.abc import Mapping

from consultations.difficulties.rules import AnsweredBy, Category, DifficultyState, StepKind, Way
from okote.platform.i18n import say

CATEGORIES: Mapping[Category, str] = {
    Category.ECONOMIC: say("Money and work"),
    Category.SOCIAL: say("Family, care and everyday life"),
    Category.ADMINISTRATIVE: say("Letters, forms and offices"),
    Category.OTHER: say("Something else"),
}

HINTS: Mapping[Category, str] = {
    Category.ECONOMIC: say("Rent, bills, a job, a business that struggles."),
    Category.SOCIAL: say("A child, somebody who is ill or old, a handicap, being alone, getting around."),
    Category.ADMINISTRATIVE: say("No answer, a decision that you don't understand, a form that is too hard."),
    Category.OTHER: say("You need not know in which drawer it belongs."),
}

WAYS: Mapping[Way, str] = {
    Way.SITE: say("on the site"),
    Way.COUNTER: say("at the counter"),
    Way.TELEPHONE: say("by telephone"),
}

CHANNELS: Mapping[AnsweredBy, str] = {
    AnsweredBy.SITE: say("Here on the site"),
    AnsweredBy.TELEPHONE: say("By telephone"),
    AnsweredBy.LETTER: say("By letter"),
}

STATES: Mapping[DifficultyState, str] = {
    DifficultyState.TOLD: say("has arrived"),
    DifficultyState.SENT: say("with the service"),
    DifficultyState.ACKNOWLEDGED: say("being looked into"),
    DifficultyState.ASKED: say("waits for a reply"),
    DifficultyState.ANSWERED: say("answered"),
    DifficultyState.CLOSED: say("closed"),
}

TONES: Mapping[DifficultyState, str] = {
    DifficultyState.TOLD: "waiting",
    DifficultyState.SENT: "waiting",
    DifficultyState.ACKNOWLEDGED: "open",
    DifficultyState.ASKED: "waiting",
    DifficultyState.ANSWERED: "done",
    DifficultyState.CLOSED: "done",
}
"""As the component `status` knows them."""

STEPS: Mapping[StepKind, str] = {
    StepKind.SENT: say("Sent to the service"),
    StepKind.ACKNOWLEDGED: say("The service looks into it"),
    StepKind.PASSED_ON: say("Passed on"),
    StepKind.TAKEN_BACK: say("Taken back from the service, which had not looked in time"),
    StepKind.ASKED: say("A question of the service"),
    StepKind.REPLIED: say("Said by who struggles"),
    StepKind.ANSWERED: say("The answer of the service"),
    StepKind.CLOSED: say("Closed"),
    StepKind.REOPENED: say("Opened again"),
}
