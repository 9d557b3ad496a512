"""Who gave stands apart where neither part is of few people."""

from datetime import UTC, datetime

from okote.funding.figures.pages import sources
from okote.funding.figures.rules import LEAST, Figures, Givers, Outcome, Project, Sums
from payments.money import Money
from tests.okote.funding.matching.words import WORDS

SUMS = Sums(1, Money.of(900), Money.of(300), Money.of(200))


def told(for_bodies):
    givers = Givers(500, 490, for_bodies, 1, Money.of(800), Money.of(100))
    figures = Figures(datetime(2026, 11, 22, tzinfo=UTC), [Project(Outcome.OPEN, None, None, SUMS)], givers)
    return [amount for _, _, amount in sources(WORDS, figures)]


def test_few_bodies_stand_with_all_who_gave():
    assert told(LEAST - 1) == [Money.of(900), Money.of(300), Money.of(200)]


def test_many_bodies_stand_apart():
    assert told(LEAST) == [Money.of(800), Money.of(100), Money.of(300), Money.of(200)]
