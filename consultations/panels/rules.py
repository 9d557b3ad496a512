"""What a panel asks for: when its call is open, which values people have, and how many of each must sit."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from payments.errors import DomainError

NAME_MOST = 120
TEXT_MOST = 3_000
QUESTION_MOST = 200
VALUE_MOST = 80
SEATS_MOST = 500
FEATURES_MOST = 8
VALUES_MOST = 12
EUROS_MOST = 1_000

SMALLEST_GROUP = 5
"""Of fewer people than that, nobody is told how many they are; each panel may ask for more."""
SMALLEST_GROUP_LEAST, SMALLEST_GROUP_MOST = 3, 20

ADULT = 18
YOUNGEST_LEAST = 10
"""Years. Whoever is not of age names the parent or guardian who agrees."""


class PanelKind(StrEnum):
    """Testers rate procedures; citizens give an opinion."""

    TESTERS = "testers"
    CITIZENS = "citizens"


class PanelStanding(StrEnum):
    """Where a panel stands at a moment; everyone reads of it but as a draft."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    OVER = "over"
    ENDED = "ended"


class DatesReversedError(DomainError):
    """The last day of the call comes before the first."""

    code = "panel_dates_reversed"


class CallPastError(DomainError):
    """Nobody could answer any more: a call is opened, or closed later, while somebody can."""

    code = "panel_call_past"


class PanelPublishedError(DomainError):
    """Its quotas, its seats and the beginning of its call stay as volunteers have read them."""

    code = "panel_published"


class PanelPreparedError(DomainError):
    """A meeting, an observer or a test is there for it: a draft of which others know is not thrown away."""

    code = "panel_prepared"


class PanelEndedError(DomainError):
    """Nothing more is asked of anyone."""

    code = "panel_ended"


class PanelFrozenError(DomainError):
    """Its pool is drawn from: its call is not opened again."""

    code = "panel_frozen"


class PanelNotOpenError(DomainError):
    """Its call has not begun, is over, or nobody may read it."""

    code = "panel_not_open"


class FeatureExistsError(DomainError):
    """Parameter: `name`, of a feature that the panel has."""

    code = "panel_feature_exists"


class TooManyFeaturesError(DomainError):
    """Parameter: `most`. Only what the draw needs is asked of people."""

    code = "panel_features"


class ValuesMissingError(DomainError):
    """A feature needs two values at least: nobody could answer otherwise."""

    code = "panel_values_missing"


class ValueTwiceError(DomainError):
    """Parameter: `value`, which stands there twice."""

    code = "panel_value_twice"


class QuotaReversedError(DomainError):
    """Parameter: `value`, whose least is above its most."""

    code = "panel_quota_reversed"


class SmallGroupError(DomainError):
    """Parameter: `least`, below which the territory tells of nobody."""

    code = "panel_smallest_group"


class ContradictoryError(DomainError):
    """No panel of that size can keep its quotas: each contradiction stands on its page."""

    code = "panel_contradictory"


@dataclass(frozen=True, slots=True)
class QuotaDetails:
    """How many of a panel are to have this value, bounds included, as `sortition.rules.Quota` has them."""

    value: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class FeatureDetails:
    """What is asked of volunteers: a name for those who run the panel, a question for those who answer."""

    name: str
    question: str
    quotas: tuple[QuotaDetails, ...]


@dataclass(frozen=True, slots=True)
class PanelDetails:
    """A panel as its form says it: both days of the call are counted; None in `travel` pays none."""

    kind: PanelKind
    name: str
    purpose: str
    asks: str
    gives: str
    seats: int
    first_day: date
    last_day: date
    compensation: int | None = None
    """Whole euros for a meeting."""
    travel: str | None = None
    smallest_group: int = SMALLEST_GROUP
    youngest: int = ADULT
    """The age from which one may volunteer."""


def check_feature(details: FeatureDetails, others: Collection[str], *, most: int = FEATURES_MOST) -> None:
    """FeatureExistsError, TooManyFeaturesError, ValuesMissingError, ValueTwiceError, QuotaReversedError."""
    if details.name.casefold() in {other.casefold() for other in others}:
        raise FeatureExistsError(name=details.name)
    if len(others) >= most:
        raise TooManyFeaturesError(most=most)
    if len(details.quotas) < 2:
        raise ValuesMissingError
    [(value, times)] = Counter(one.value.casefold() for one in details.quotas).most_common(1)
    if times > 1:
        raise ValueTwiceError(value=next(q.value for q in details.quotas if q.value.casefold() == value))
    for quota in details.quotas:
        if quota.least > quota.most:
            raise QuotaReversedError(value=quota.value)


class Why(StrEnum):
    """Why quotas can't be kept, whoever volunteers."""

    TOO_MANY_ASKED = "too_many_asked"
    TOO_FEW_ALLOWED = "too_few_allowed"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`total` is what the quotas of the feature add up to, beside the seats that there are."""

    feature: str
    why: Why
    total: int
    seats: int


def contradictions(features: Sequence[FeatureDetails], seats: int) -> list[Contradiction]:
    """What no panel of that size can keep: everybody has exactly one value of each feature."""
    found = []
    for feature in features:
        least, most = (sum(getattr(one, bound) for one in feature.quotas) for bound in ("least", "most"))
        if least > seats:
            found.append(Contradiction(feature.name, Why.TOO_MANY_ASKED, least, seats))
        if most < seats:
            found.append(Contradiction(feature.name, Why.TOO_FEW_ALLOWED, most, seats))
    return found


def standing(
    at: datetime,
    *,
    opens_at: datetime,
    closes_at: datetime,
    published_at: datetime | None,
    ended_at: datetime | None,
) -> PanelStanding:
    """The call is open in [opens_at, closes_at)."""
    if published_at is None:
        return PanelStanding.DRAFT
    if ended_at is not None:
        return PanelStanding.ENDED
    if at < opens_at:
        return PanelStanding.COMING
    return PanelStanding.OPEN if at < closes_at else PanelStanding.OVER


def check_days(first: date, last: date) -> None:
    """DatesReversedError."""
    if last < first:
        raise DatesReversedError


@dataclass(frozen=True, slots=True)
class Filling:
    """How many volunteers have a value; None where that is not told, so that nobody is found among few."""

    value: str
    least: int
    most: int
    volunteers: int | None

    @property
    def lacking(self) -> int | None:
        """How many more must volunteer before a panel can keep the quota."""
        return None if self.volunteers is None else max(self.least - self.volunteers, 0)


def fillings(
    quotas: Sequence[QuotaDetails], volunteers: Mapping[str, int], smallest_group: int = 0
) -> list[Filling]:
    """The volunteers of each value of one feature; below the smallest group, hidden.

    Where one value alone is hidden, the total would tell it: the smallest that is shown goes with it.
    """
    counts = {quota.value: volunteers.get(quota.value, 0) for quota in quotas}
    hidden = {value for value, count in counts.items() if 0 < count < smallest_group}
    if len(hidden) == 1 and (shown := {value: n for value, n in counts.items() if value not in hidden}):
        filled = {value: n for value, n in shown.items() if n} or shown
        hidden.add(min(filled, key=lambda value: (filled[value], value)))
    return [
        Filling(one.value, one.least, one.most, None if one.value in hidden else counts[one.value])
        for one in quotas
    ]
