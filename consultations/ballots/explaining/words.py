"""Why each project won or did not, in plain words."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

from consultations.ballots.explaining.reasons import (
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
from consultations.ballots.tally.rules import Rule, Utility, by_points
from okote.platform.i18n import say, say_count
from okote.web.formatting import Wording
from payments.money import Money


class Told:
    """Each project of one count, told in one language."""

    def __init__(self, words: Wording, explained: Explained) -> None:
        self.words, self.explained = words, explained
        self.election, self.settings = explained.election, explained.settings

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

    def _bought(self, one: Bought) -> Iterator[str]:
        words, points = self.words, self.settings.utility is Utility.POINTS
        yield words.say_count(
            "Funded: %(num)s person chose it.", "Funded: %(num)s people chose it.", one.supporters
        )
        paid = PAID[points, bool(one.others)]
        values = {} if points else {"share": self.explained.money(self.explained.outcome.share or 0)}
        yield words.say_count(*paid, one.alike, each=self._each(one.each), **values)
        if one.others:
            yield words.say_count(
                "The other one had less left, and paid all of it.",
                "The others had less left, and paid all of it.",
                one.others,
            )
            if not points:
                yield words.say_count(
                    "That weighs as much as %(num)s person who pays in full.",
                    "That weighs as much as %(num)s people who pay in full.",
                    Decimal(floor(one.effective * 10)) / 10,
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
