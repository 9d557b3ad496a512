"""What a territory may be called, speak, and live by."""

import re
from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from okote.platform.errors import DomainError
from okote.platform.i18n import LANGUAGES

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
