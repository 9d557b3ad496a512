"""What one public body gives one organisation in a year."""

from uuid import uuid4

import pytest

from okote.funding.matching.rules.subsidies import Granted, by_year, needs_agreement
from payments.money import Money


@pytest.mark.parametrize(
    ("amount", "due"), [("22999.99", False), ("23000", False), ("23000.01", True), ("60000", True)]
)
def test_an_agreement_is_due_above_the_decree_s_sum(amount, due):
    assert needs_agreement(Money.of(amount)) is due


def test_projects_are_summed_and_years_authorities_and_organisations_are_not():
    partner, other, holder = uuid4(), uuid4(), uuid4()
    here = Granted(2026, partner, holder)
    elsewhere = [Granted(2025, partner, holder), Granted(2026, other, holder), Granted(2026, partner, other)]
    grants = [(here, Money.of(12_000)), (here, Money.of(11_001)), *((one, Money.of(5)) for one in elsewhere)]
    nothing = (Granted(2024, partner, holder), Money.of(0))
    assert by_year([*grants, nothing]) == {here: Money.of(23_001)} | dict.fromkeys(elsewhere, Money.of(5))
