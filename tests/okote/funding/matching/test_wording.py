"""What a partner promises, in one sentence each."""

from gettext import NullTranslations
from uuid import UUID

import pytest

from okote.funding.matching.rules import (
    Commitment,
    Completion,
    Condition,
    Lump,
    Measure,
    PerEuro,
    Standing,
)
from okote.funding.matching.wording import promised, still_missing
from okote.funding.partners.rules import PartnerKind
from okote.web.formatting import Wording
from payments.money import Money

WORDS = Wording("en", NullTranslations())
SHARE, AMOUNT = Condition(Measure.SHARE, 6_000), Condition(Measure.AMOUNT, 250_050)
ONE, HUNDRED = Condition(Measure.DONORS, 1), Condition(Measure.DONORS, 100)


def commitment(promise, ceiling="3000"):
    return Commitment(UUID(int=1), UUID(int=2), PartnerKind.PUBLIC, promise, Money.of(ceiling))


@pytest.mark.parametrize(
    ("promise", "sentence"),
    [
        (PerEuro(5_000), "adds €0.50 for each euro given, up to €3,000"),
        (
            PerEuro(10_000, Money.of(100)),
            "adds €1 for each euro given, up to €3,000, counting at most €100 for each donor",
        ),
        (Lump(SHARE), "adds €3,000 as soon as residents have given 60% of the goal"),
        (Lump(AMOUNT), "adds €3,000 as soon as residents have given €2,500.50"),
        (Lump(ONE), "adds €3,000 as soon as 1 person has contributed"),
        (Lump(HUNDRED), "adds €3,000 as soon as 100 people have contributed"),
        (
            Completion(SHARE),
            "pays what is then missing to the goal, up to €3,000, as soon as residents have given 60% of it",
        ),
        (
            Completion(AMOUNT),
            "pays what is then missing to the goal, up to €3,000, as soon as residents have given €2,500.50",
        ),
        (
            Completion(HUNDRED),
            "pays what is then missing to the goal, up to €3,000, as soon as 100 people have contributed",
        ),
    ],
)
def test_a_promise_is_one_sentence(promise, sentence):
    assert promised(WORDS, commitment(promise)) == sentence
    assert promised(WORDS, commitment(promise, "0")) == "has withdrawn: it adds nothing"


@pytest.mark.parametrize(
    ("promise", "missing", "sentence"),
    [
        (Lump(HUNDRED), 12, "12 people are still missing"),
        (Lump(HUNDRED), 1, "1 person is still missing"),
        (Completion(SHARE), 120_050, "€1,200.50 are still missing"),
        (Completion(SHARE), 0, ""),
        (PerEuro(10_000), 0, ""),
    ],
)
def test_what_is_still_missing_is_told_in_people_or_in_euros(promise, missing, sentence):
    assert still_missing(WORDS, Standing(commitment(promise), Money(0), missing)) == sentence
