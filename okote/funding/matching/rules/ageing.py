"""How long partners let those wait whom they owe: sums by how late they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from payments.money import Money

Partner = TypeVar("Partner")


class Age(StrEnum):
    """Days since the day on which it was due."""

    NOT_DUE = "not_due"
    UP_TO_30 = "up_to_30"
    UP_TO_60 = "up_to_60"
    UP_TO_90 = "up_to_90"
    OVER_90 = "over_90"


LAST_DAY = {Age.NOT_DUE: 0, Age.UP_TO_30: 30, Age.UP_TO_60: 60, Age.UP_TO_90: 90}


def age(due: date, today: date) -> Age:
    """The due day itself is not late."""
    late = (today - due).days
    return next((one for one, last in LAST_DAY.items() if late <= last), Age.OVER_90)


def aged(
    owed: Iterable[tuple[Partner, date, Money]], *, today: date
) -> Mapping[Partner, Mapping[Age, Money]]:
    """What each partner has still to pay, by how late it is; in the order in which they come."""
    sums: defaultdict[Partner, dict[Age, Money]] = defaultdict(lambda: dict.fromkeys(Age, Money.zero()))
    for partner, due, amount in owed:
        sums[partner][age(due, today)] += amount
    return sums
