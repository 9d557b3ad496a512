"""What the office says of ballots: messages to translate."""

from collections.abc import Mapping

from consultations.ballots.office.rules import Step
from consultations.ballots.rules import Input, Mode, Rule, State
from consultations.ballots.tally.rules import Completion, Start, Utility
from okote.platform.i18n import say

STATES: Mapping[State, str] = {
    State.DRAFT: say("draft"),
    State.ANNOUNCED: say("announced"),
    State.OPEN: say("open"),
    State.ENDED: say("ended, to be closed"),
    State.CLOSED: say("closed, to be counted"),
    State.COUNTED: say("counted, to be published"),
    State.PUBLISHED: say("result published"),
}

TONES: Mapping[State, str] = {
    State.DRAFT: "waiting",
    State.ANNOUNCED: "waiting",
    State.OPEN: "open",
    State.ENDED: "waiting",
    State.CLOSED: "waiting",
    State.COUNTED: "waiting",
    State.PUBLISHED: "done",
}

NEXT: Mapping[State, str] = {
    State.DRAFT: say("Nobody else reads it yet. Go through its pages, then look at what is missing."),
    State.ANNOUNCED: say("Everyone reads it, and nobody changes it any more. People vote once it opens."),
    State.OPEN: say("People vote. Nobody reads a total, nor how many voted, before the result is published."),
    State.ENDED: say("Nobody votes any more. Have it closed by two people: then it can be counted."),
    State.CLOSED: say("Note what the public draw was. Then it is counted."),
    State.COUNTED: say("Have the result published by two people: until then nobody else reads it."),
    State.PUBLISHED: say("Everyone reads the result, and can count it again."),
}

MODES: Mapping[Mode, tuple[str, str]] = {
    Mode.SEALED: (
        say("Sealed: roll and urn apart"),
        say(
            "The roll says who voted, the urn what, and nothing that we keep joins them. Each voter has a"
            " receipt and a code to change their vote with. Whoever holds the database during the vote could"
            " link: this is no election."
        ),
    ),
    Mode.OPEN: (
        say("Open: kept beside the account"),
        say(
            "People change their vote as often as they like. Whoever runs the site could read who chose what:"
            " for soundings, not for what anybody has to keep to themselves."
        ),
    ),
}

INPUTS: Mapping[Input, tuple[str, str]] = {
    Input.APPROVAL: (
        say("Several choices"),
        say("People tick all that they want, within the limits below. We recommend it."),
    ),
    Input.SINGLE: (say("One choice"), say("For a question with answers that exclude one another.")),
    Input.POINTS: (
        say("Points"),
        say("People share out points: it says how much they want something, and asks more of them."),
    ),
}

RULES: Mapping[Rule, str] = {
    Rule.EQUAL_SHARES: say("Equal shares (we recommend it where there is money to share out)"),
    Rule.GREEDY: say("Most votes that fit the budget"),
    Rule.GREEDY_POINTS: say("Most points that fit the budget"),
    Rule.MOST_VOTES: say("Most votes"),
    Rule.MOST_POINTS: say("Most points"),
}

UTILITIES: Mapping[Utility, tuple[str, str]] = {
    Utility.COST: (say("By cost"), say("A project is worth to its supporters what it costs. The usual one.")),
    Utility.POINTS: (say("By points"), say("A project is worth to each voter the points that they gave it.")),
}

COMPLETIONS: Mapping[Completion, tuple[str, str]] = {
    Completion.ADD1U: (
        say("All shares grow, then most votes"),
        say("As much as can be is spent. The usual one."),
    ),
    Completion.ADD1: (say("All shares grow"), say("Something may be left.")),
    Completion.NONE: (say("Nothing"), say("What nobody can pay for is left, often a third.")),
}

STARTS: Mapping[Start, tuple[str, str]] = {
    Start.EXACT: (say("To the last fraction"), say("The budget by the number of votes. The usual one.")),
    Start.FLOOR: (say("Rounded down to a euro"), say("As some published counts begin.")),
}

STEPS: Mapping[Step, str] = {
    Step.TEXT: say("Question"),
    Step.MONEY: say("Money"),
    Step.VOTE: say("How people vote, how it is counted"),
    Step.OPTIONS: say("Options"),
    Step.WHO: say("Who may vote"),
    Step.LEVEL: say("Level of risk"),
    Step.ANNOUNCE: say("What is missing"),
}

CHECKS: Mapping[str, tuple[str, str]] = {
    "published": (
        say("Its consultation is published."),
        say("Its consultation is a draft: publish it first, or nobody finds the ballot."),
    ),
    "phase": (say("Its phase lets people vote."), say("Its phase lets nobody vote: choose another.")),
    "end": (say("Its phase has an end."), say("Its phase has no end: the vote would never be over.")),
    "time": (say("Its phase is not over."), say("Its phase is over: choose another, or move its end.")),
    "envelopes": (say("There is money to share out."), say("Its rule needs an envelope at least.")),
    "points": (
        say("Rule and way of voting go together."),
        say("Its rule and its way of voting don’t go together: one counts points, the other has none."),
    ),
    "most": (
        say("Nobody could choose more than there is."),
        say("People could choose more than there are options."),
    ),
    "winners": (say("It says how many options win."), say("Say how many options win.")),
    "lot": (
        say("The public draw for the last ties is named."),
        say("Name in advance the public draw that decides the last ties."),
    ),
    "options": (
        say("There are options enough."),
        say("A ballot needs at least two options, and 500 at most."),
    ),
    "costs": (say("Each option has its cost."), say("Some options have no cost.")),
    "draws": (say("Each option draws on an envelope."), say("Some options draw on no envelope.")),
    "level": (
        say("The questions about its risk are answered."),
        say("Nobody has answered the questions about its risk: a sealed ballot needs them."),
    ),
    "apart": (
        say("The service reads neither roll nor urn."),
        say(
            "This installation has no roles of its own for roll and urn: whoever runs the site finds in"
            " `okote doctor` what is missing."
        ),
    ),
}
"""As it is well, and as it is not."""

WAITS: Mapping[str, str] = {
    "ballot-close": say("To close it"),
    "ballot-publish": say("To publish the result"),
    "ballot-annul": say("To annul a vote"),
}
