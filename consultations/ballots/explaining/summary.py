"""A count as a whole, in plain words: the rule, how ties were resolved, and why money is left."""

from collections.abc import Iterator, Mapping
from math import floor

from consultations.ballots.explaining.whole import Explained
from consultations.ballots.tally.rules import Completion, Rule, Settings, Ties, Utility
from okote.platform.i18n import say
from okote.web.formatting import Wording
from payments.money import Money

RULES: Mapping[Rule, str] = {
    Rule.MOST_VOTES: say("The options with most votes win."),
    Rule.MOST_POINTS: say("The options with most points win."),
    Rule.GREEDY: say(
        "Projects are taken in the order of their votes; one that costs more than is left is passed over."
    ),
    Rule.GREEDY_POINTS: say(
        "Projects are taken in the order of their points; one that costs more than is left is passed over."
    ),
    Rule.EQUAL_SHARES: say(
        "Equal shares: each voter has the same part of the budget, which only pays for what they chose."
    ),
}

BY_UTILITY: Mapping[Utility, str] = {
    Utility.COST: say(
        "Of what supporters can pay for, the project that costs each of them least for its size comes first."
    ),
    Utility.POINTS: say(
        "Of what supporters can pay for, the project that costs them least for each point comes first."
    ),
}

COMPLETIONS: Mapping[Completion, str] = {
    Completion.NONE: say("What nobody can pay for is left."),
    Completion.ADD1: say(
        "As long as money is left, all shares grow by %(step)s and the count begins anew, within the budget."
    ),
    Completion.ADD1U: say(
        "As long as money is left, all shares grow by %(step)s and the count begins anew, within the budget. "
        "With what is left then, projects are taken in the order of their votes."
    ),
}

TIES: Mapping[Ties, str] = {
    Ties.ANNOUNCED: say(
        "Of projects that are level, the cheapest comes first, then the one with most votes, then one lot."
    ),
    Ties.NAME: say("Of projects that are level, the first by its identifier comes first."),
    Ties.REVERSE_NAME: say("Of projects that are level, the last by its identifier comes first."),
    Ties.CHEAPEST: say("Of projects that are level, the cheapest comes first."),
    Ties.DEAREST: say("Of projects that are level, the dearest comes first."),
}

DECIDED: Mapping[str, str] = {
    "cost": say("%(all)s were level. “%(first)s” came first by its cost."),
    "votes": say("%(all)s were level. “%(first)s” came first because more people chose it."),
    "lot": say("%(all)s were level. “%(first)s” came first by lot."),
    "name": say("%(all)s were level. “%(first)s” came first by its identifier."),
}


def rule(words: Wording, settings: Settings) -> list[str]:
    """What is announced before the vote."""
    said = [words.say(RULES[settings.rule])]
    if settings.rule is Rule.EQUAL_SHARES:
        step = Money(floor(settings.step * Money(0).minor_per_major))
        said.append(words.say(BY_UTILITY[settings.utility]))
        said.append(words.say(COMPLETIONS[settings.completion], step=step))
    if settings.winners is not None:
        said.append(words.say_count("%(num)s option wins.", "%(num)s options win.", settings.winners))
    if settings.minimum_votes:
        said.append(
            words.say_count(
                "A project needs %(num)s vote at least.",
                "A project needs %(num)s votes at least.",
                settings.minimum_votes,
            )
        )
    said.append(words.say(TIES[settings.ties]))
    if settings.ties is Ties.ANNOUNCED and settings.seed:
        said.append(words.say("The lot is drawn from: %(seed)s.", seed=settings.seed))
    return said


def shares(words: Wording, explained: Explained) -> list[str]:
    """What each voter had to spend; nothing where the rule is not that of equal shares."""
    share = explained.outcome.share
    if not share:
        return []
    if not explained.outcome.steps:
        return [words.say("Each share was %(share)s.", share=explained.money(share))]
    grown = explained.outcome.steps * explained.settings.step * explained.election.unit
    return [
        words.say(
            "Each share was %(first)s at first, and %(share)s in the end.",
            first=explained.money(share - grown),
            share=explained.money(share),
        )
    ]


def ties(words: Wording, explained: Explained, titles: Mapping[int, str]) -> Iterator[str]:
    """Of the count that stands; `titles` is what the option in each place is called."""
    for tie in explained.outcome.ties:
        named = ", ".join(words.say("“%(title)s”", title=titles[place]) for place in tie.between)
        yield words.say(DECIDED[tie.decided], all=named, first=titles[tie.first])


def left(words: Wording, explained: Explained) -> list[str]:
    """How much money is left, and why; nothing where none was shared out."""
    if explained.settings.winners is not None:
        return []
    election = explained.election
    rest = election.budget - sum(election.projects[place].cost for place in explained.outcome.winners)
    if not rest:
        return [words.say("The whole budget is spent.")]
    told = words.say(
        "%(left)s of %(budget)s is left.", left=explained.money(rest), budget=explained.money(election.budget)
    )
    return [told, words.say(_why_left(explained, rest))]


def _why_left(explained: Explained, rest: int) -> str:
    votes, settings = explained.election.votes(), explained.settings
    others = [
        project.cost
        for place, project in enumerate(explained.election.projects)
        if place not in explained.outcome.winners and votes[place] >= max(settings.minimum_votes, 1)
    ]
    if all(cost > rest for cost in others):
        return say("No other project that somebody chose costs that little.")
    if settings.rule is not Rule.EQUAL_SHARES:
        return say("The next project on the list costs more than that.")
    if settings.completion is Completion.NONE:
        return say("Those who chose other projects did not have enough left for any of them.")
    return say("One step more, and the budget would have been exceeded.")
