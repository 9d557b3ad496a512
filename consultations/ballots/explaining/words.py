"""A count in plain words: why each project won or did not, how ties ended, the rule, the money left."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

from consultations.ballots.explaining.rules import (
    Behind,
    Bought,
    Few,
    Free,
    Passed,
    Short,
    Taken,
    Unwanted,
    Why,
)
from consultations.ballots.explaining.whole import Explained
from consultations.ballots.tally.rules import Completion, Rule, Ties, Utility, by_points
from consultations.ballots.tally.ties import Tie
from okote.platform.i18n import say, say_count
from okote.web.formatting import Wording
from payments.money import Money

TITLES = Mapping[int, str]
"""What the option in each place is called."""

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


class Told:
    """One count, told in one language; `titles` is what the option in each place is called."""

    def __init__(self, words: Wording, explained: Explained, titles: Mapping[int, str]) -> None:
        self.words, self.explained, self.titles = words, explained, titles
        self.election, self.settings, self.outcome = explained.election, explained.settings, explained.outcome

    def why(self, place: int) -> list[str]:
        """One sentence or more for a project, beginning with whether it won."""
        if self._dear(place):
            return [self.words.say("Not funded: it costs more than the whole budget.")]
        return list(self._sentences(self.explained.why[place]))

    def _dear(self, place: int) -> bool:
        lost = isinstance(self.explained.why[place], Short | Passed)
        return lost and self.election.projects[place].cost > self.election.budget

    def _sentences(self, why: Why) -> Iterator[str]:
        match why:
            case Bought():
                yield from self._bought(why)
            case Short():
                yield from self._short(why)
            case Taken():
                yield self._taken(why)
            case Passed() | Behind():
                yield from self._not_reached(why)
            case Free():
                yield self.words.say_count(*FREE, why.supporters)
            case Few():
                score, least = self._votes(why.votes), self.words.number(why.least)
                yield self.words.say(
                    "Left out: %(score)s, where %(least)s were asked for.", score=score, least=least
                )
            case Unwanted():
                yield self.words.say("Not funded: nobody chose it.")

    def ties(self) -> list[str]:
        return [self._tie(one) for one in self.outcome.ties]

    def rule(self) -> list[str]:
        """What was announced, and what came of it."""
        words, settings = self.words, self.settings
        said = [words.say(RULES[settings.rule])]
        if settings.rule is Rule.EQUAL_SHARES:
            step = self.explained.money(settings.step * self.election.unit)
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
        return [*said, *self._shares()]

    def left(self) -> list[str]:
        """How much money is left, and why; nothing where none was shared out."""
        words = self.words
        if self.settings.winners is not None:
            return []
        left = self._left
        if not left:
            return [words.say("The whole budget is spent.")]
        budget = self.explained.money(self.election.budget)
        return [
            words.say("%(left)s of %(budget)s is left.", left=self.explained.money(left), budget=budget),
            words.say(self._why_left(left)),
        ]

    @property
    def _left(self) -> int:
        costs = [self.election.projects[place].cost for place in self.outcome.winners]
        return self.election.budget - sum(costs)

    def _why_left(self, left: int) -> str:
        votes = self.election.votes()
        others = [
            project.cost
            for place, project in enumerate(self.election.projects)
            if place not in self.outcome.winners and votes[place] >= max(self.settings.minimum_votes, 1)
        ]
        if all(cost > left for cost in others):
            return say("No other project that somebody chose costs that little.")
        if self.settings.rule is not Rule.EQUAL_SHARES:
            return say("The next project on the list costs more than that.")
        if self.settings.completion is Completion.NONE:
            return say("Those who chose other projects did not have enough left for any of them.")
        return say("One step more, and the budget would have been exceeded.")

    def _bought(self, one: Bought) -> Iterator[str]:
        words, points = self.words, self.settings.utility is Utility.POINTS
        yield words.say_count(
            "Funded: %(num)s person chose it.", "Funded: %(num)s people chose it.", one.supporters
        )
        paid = PAID[points, bool(one.others)]
        values = {} if points else {"share": self.explained.money(self.outcome.share or 0)}
        yield words.say_count(*paid, one.alike, each=self._each(one.each), **values)
        if one.others:
            yield words.say("The others had less left, and paid all of it.")
            if not points:
                tenths = Decimal(floor(one.effective * 10)) / 10
                yield words.say(
                    "That weighs as much as %(num)s people who pay in full.", num=words.number(tenths)
                )

    def _short(self, one: Short) -> Iterator[str]:
        left = self.explained.money(one.left)
        yield self.words.say(
            "Not funded: %(missing)s is missing.", missing=self.explained.money(one.cost) - left
        )
        yield self.words.say_count(
            "The %(num)s person who chose it had only %(left)s left.",
            "The %(num)s people who chose it had only %(left)s left, all together.",
            one.supporters,
            left=left,
        )
        if one.needed is not None:
            yield self.words.say_count(
                "It would have needed %(num)s more vote, of somebody who chose nothing else.",
                "It would have needed %(num)s more votes, of people who chose nothing else.",
                one.needed,
            )

    def _not_reached(self, one: Passed | Behind) -> Iterator[str]:
        words, score = self.words, self._score(one.score)
        if isinstance(one, Passed):
            left = self.explained.money(one.left)
            yield words.say("Not funded: %(score)s.", score=score)
            yield words.say(
                "When its turn came only %(left)s was left: %(missing)s too little.",
                left=left,
                missing=self.explained.money(one.cost) - left,
            )
        elif self.settings.winners is not None:
            last = self._score(one.last)
            yield words.say(
                "Did not win: %(score)s, where the last that won has %(last)s.", score=score, last=last
            )
        else:
            yield words.say("Not funded: %(score)s.", score=score)
            yield words.say("The list had ended before it, at a project that cost more than what was left.")
        if one.needed is not None:
            more = NEEDED[by_points(self.settings)]
            yield words.say_count(*more, one.needed, num=self._number(one.needed))

    def _taken(self, one: Taken) -> str:
        words = self.words
        if one.left is None:
            rank = words.number(one.rank)
            return words.say("Won: number %(rank)s, with %(score)s.", rank=rank, score=self._score(one.score))
        added = self.settings.rule is Rule.EQUAL_SHARES
        score = self._votes(one.score) if added else self._score(one.score)
        return words.say(ADDED if added else IN_TURN, score=score, left=self.explained.money(one.left))

    def _tie(self, tie: Tie) -> str:
        named = ", ".join(self.words.say("“%(title)s”", title=self.titles[place]) for place in tie.between)
        return self.words.say(DECIDED[tie.decided], all=named, first=self.titles[tie.first])

    def _shares(self) -> Iterator[str]:
        """What each voter had to spend."""
        share = self.outcome.share
        if not share:
            return
        if not self.outcome.steps:
            yield self.words.say("Each share was %(share)s.", share=self.explained.money(share))
            return
        first = share - self.outcome.steps * self.settings.step * self.election.unit
        yield self.words.say(
            "Each share was %(first)s at first, and %(share)s in the end.",
            first=self.explained.money(first),
            share=self.explained.money(share),
        )

    def _score(self, score: int) -> str:
        if not by_points(self.settings):
            return self._votes(score)
        return self.words.say_count("%(num)s point", "%(num)s points", score, num=self._number(score))

    def _votes(self, votes: int) -> str:
        return self.words.say_count("%(num)s vote", "%(num)s votes", votes)

    def _number(self, score: int) -> str:
        """Votes, or points of which the smallest part may be less than one."""
        parts = self.election.points_unit if by_points(self.settings) else 1
        return self.words.number(Decimal(score) / parts if score % parts else score // parts)

    def _each(self, parts: Fraction) -> Money | str:
        paid = self.explained.money(parts)
        return paid if paid or not parts else self.words.say("less than a cent")


PAID: Mapping[tuple[bool, bool], tuple[str, str]] = {
    (False, False): say_count(
        "They paid %(each)s of their share of %(share)s.",
        "Each of them paid %(each)s of their share of %(share)s.",
    ),
    (False, True): say_count(
        "%(num)s of them paid %(each)s of their share of %(share)s.",
        "%(num)s of them paid %(each)s each, of their share of %(share)s.",
    ),
    (True, False): say_count(
        "They paid %(each)s for each point that they gave it.",
        "Each of them paid %(each)s for each point that they gave it.",
    ),
    (True, True): say_count(
        "%(num)s of them paid %(each)s for each point.", "%(num)s of them paid %(each)s each for each point."
    ),
}

FREE = say_count(
    "Funded: it costs nothing, and %(num)s person chose it.",
    "Funded: it costs nothing, and %(num)s people chose it.",
)
IN_TURN = say("Funded: %(score)s, and %(left)s was left when its turn came.")
ADDED = say("Funded with what was left in the end: %(score)s, and %(left)s was left when its turn came.")

NEEDED: Mapping[bool, tuple[str, str]] = {
    False: say_count("It would have needed %(num)s more vote.", "It would have needed %(num)s more votes."),
    True: say_count("It would have needed %(num)s more point.", "It would have needed %(num)s more points."),
}
"""By whether points count."""
