"""How a signed commitment may still change: more at any time, less never below what is already matched."""

from enum import StrEnum

from payments.errors import DomainError
from payments.money import Money


class AmendmentKind(StrEnum):
    RAISED = "raised"
    LOWERED = "lowered"
    WITHDRAWN = "withdrawn"


class CeilingUnchangedError(DomainError):
    code = "ceiling_unchanged"


class CeilingBelowOwedError(DomainError):
    """Parameter: `owed`, which residents were already told is added to what they gave."""

    code = "ceiling_below_owed"


def amendment(ceiling: Money, to: Money, *, owed: Money) -> AmendmentKind:
    """What such a change is; never below what is owed on the pledges in force (funding.md, 5.11)."""
    if to == ceiling:
        raise CeilingUnchangedError
    if to < owed:
        raise CeilingBelowOwedError(owed=owed)
    return AmendmentKind.RAISED if to > ceiling else AmendmentKind.LOWERED


def left_by_withdrawal(ceiling: Money, *, owed: Money, forced: bool) -> Money:
    """The ceiling of a partner who withdraws: nothing, where nothing is owed yet.

    What is owed can't be withdrawn from by the partner; where an administrator takes note that it withdraws
    all the same, the committed part stays due and nothing is added to it any more (funding.md, 5.11).
    """
    if owed and not forced:
        raise CeilingBelowOwedError(owed=owed)
    if owed == ceiling:
        raise CeilingUnchangedError
    return owed
