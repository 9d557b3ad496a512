"""What a territory may be called, speak, and live by."""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple
from zoneinfo import available_timezones

from okote.platform.errors import DomainError
from okote.platform.i18n import LANGUAGES

_DEGREES = r"-?\d{1,3}(?:[.,]\d{1,12})?"
_POSITION = re.compile(rf"({_DEGREES})\s*[,; ]\s*({_DEGREES})")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class SlugMalformedError(DomainError):
    code = "territory_slug_malformed"


class SlugTakenError(DomainError):
    """`slug`: the short name that another territory has."""

    code = "territory_slug_taken"


class LanguagesUnknownError(DomainError):
    """`known`: those that can be spoken."""

    code = "territory_languages_unknown"


class TimeZoneUnknownError(DomainError):
    code = "territory_time_zone_unknown"


class PlaceExistsError(DomainError):
    """`name`: of a place that there is."""

    code = "place_exists"


class PositionMalformedError(DomainError):
    code = "place_position_malformed"


class Position(NamedTuple):
    """In degrees, north and east positive (WGS 84)."""

    latitude: float
    longitude: float

    @classmethod
    def of(cls, written: str) -> "Position":
        """Latitude, then longitude, as maps give them: "48.5734, 7.7521", with commas or points."""
        found = _POSITION.fullmatch(written.strip())
        if found is None:
            raise PositionMalformedError
        position = cls(*(float(degrees.replace(",", ".")) for degrees in found.groups()))
        if abs(position.latitude) > 90 or abs(position.longitude) > 180:
            raise PositionMalformedError
        return position

    def __str__(self) -> str:
        return f"{self.latitude}, {self.longitude}"


def check_slug(slug: str) -> None:
    """The short name that settings and addresses use: lower-case letters, digits, single hyphens."""
    if not _SLUG.fullmatch(slug):
        raise SlugMalformedError


def check_languages(languages: Sequence[str]) -> None:
    """One at least, each once, each among those that the service is translated into."""
    if not languages or len(set(languages)) < len(languages) or not set(languages) <= set(LANGUAGES):
        raise LanguagesUnknownError(known=", ".join(LANGUAGES))


def check_time_zone(name: str) -> None:
    if name not in _time_zones():
        raise TimeZoneUnknownError


@cache
def _time_zones() -> set[str]:
    """Read once: it takes a walk through folders, ten milliseconds."""
    return available_timezones()


class Conformity(StrEnum):
    """With the RGAA, as the law wants it said (decree no. 2019-768, art. 5)."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


def conformity(rate: int | None) -> Conformity:
    """All criteria, half of them at least, or fewer; not compliant where nobody has audited."""
    if rate is None or rate < 50:
        return Conformity.NONE
    return Conformity.FULL if rate == 100 else Conformity.PARTIAL


class AuditToComeError(DomainError):
    """An audit is recorded once it was made."""

    code = "audit_to_come"


def check_audited(day: date, today: date) -> None:
    """AuditToComeError."""
    if day > today:
        raise AuditToComeError
