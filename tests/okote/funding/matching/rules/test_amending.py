"""What a signed commitment may still become."""

import pytest

from okote.funding.matching.rules import (
    AmendmentKind,
    CeilingBelowOwedError,
    CeilingUnchangedError,
    amendment,
    left_by_withdrawal,
)
from payments.money import Money

CEILING, OWED, NOTHING = Money.of("3000"), Money.of("1200.50"), Money(0)


@pytest.mark.parametrize(
    ("to", "kind"),
    [
        ("3000.01", AmendmentKind.RAISED),
        ("2999.99", AmendmentKind.LOWERED),
        ("1200.50", AmendmentKind.LOWERED),  # what is owed itself may be all
    ],
)
def test_a_ceiling_goes_up_or_down_to_what_is_owed(to, kind):
    assert amendment(CEILING, Money.of(to), owed=OWED) is kind


def test_below_what_is_owed_it_does_not_go():
    with pytest.raises(CeilingBelowOwedError) as refused:
        amendment(CEILING, Money.of("1200.49"), owed=OWED)
    assert (refused.value.code, refused.value.parameters) == ("ceiling_below_owed", {"owed": OWED})


def test_what_changes_nothing_is_no_amendment():
    with pytest.raises(CeilingUnchangedError):
        amendment(CEILING, CEILING, owed=OWED)
    with pytest.raises(CeilingUnchangedError):
        left_by_withdrawal(OWED, owed=OWED, forced=True)
    with pytest.raises(CeilingUnchangedError):
        left_by_withdrawal(NOTHING, owed=NOTHING, forced=False)


def test_who_withdraws_still_owes_what_is_matched():
    assert left_by_withdrawal(CEILING, owed=NOTHING, forced=False) == NOTHING
    assert left_by_withdrawal(CEILING, owed=NOTHING, forced=True) == NOTHING
    assert left_by_withdrawal(CEILING, owed=OWED, forced=True) == OWED
    with pytest.raises(CeilingBelowOwedError):
        left_by_withdrawal(CEILING, owed=OWED, forced=False)
