"""What a territory may be called, speak, and live by."""

import pytest

from okote.territories.rules import (
    LanguagesUnknownError,
    Position,
    PositionMalformedError,
    SlugMalformedError,
    TimeZoneUnknownError,
    check_languages,
    check_slug,
    check_time_zone,
    conformity,
)


@pytest.mark.parametrize("slug", ["trois-rives", "a", "val-2", "67000"])
def test_a_short_name(slug):
    check_slug(slug)


@pytest.mark.parametrize(
    "slug", ["", "Trois-Rives", "trois_rives", "-a", "a-", "a--b", "vieux-gué", "a b", "a/b"]
)
def test_what_is_no_short_name(slug):
    with pytest.raises(SlugMalformedError):
        check_slug(slug)


@pytest.mark.parametrize("languages", [["fr"], ["de", "fr"], ["fr", "de", "en"]])
def test_languages(languages):
    check_languages(languages)


@pytest.mark.parametrize("languages", [[], ["it"], ["fr", "it"], ["fr", "fr"], ["FR"]])
def test_languages_that_nobody_speaks_here(languages):
    with pytest.raises(LanguagesUnknownError) as refused:
        check_languages(languages)
    assert refused.value.parameters == {"known": "fr, de, en"}


def test_time_zones():
    check_time_zone("Indian/Reunion")
    for name in ("", "Paris", "Europe/Rivemont", "../../etc/passwd"):
        with pytest.raises(TimeZoneUnknownError):
            check_time_zone(name)


@pytest.mark.parametrize(
    "written",
    ["48.5734, 7.7521", "48.5734,7.7521", "48,5734 7,7521", "48,5734; 7,7521"],
)
def test_a_position_is_read_as_maps_give_it(written):
    assert Position.of(written) == (48.5734, 7.7521)


def test_south_and_west_are_negative_and_come_back_as_they_were():
    assert Position.of("-12.25, -77") == (-12.25, -77.0)
    assert Position.of(str(Position(-12.25, -77.0))) == (-12.25, -77.0)


@pytest.mark.parametrize(
    "written", ["", "48.5", "north", "90.1, 7", "48, 180.5", "48 7 9", "1e3, 2", "nan, 1"]
)
def test_what_is_no_position_is_refused(written):
    with pytest.raises(PositionMalformedError):
        Position.of(written)


@pytest.mark.parametrize(
    ("rate", "state"),
    [(None, "none"), (0, "none"), (49, "none"), (50, "partial"), (99, "partial"), (100, "full")],
)
def test_a_site_is_as_conform_as_an_audit_found(rate, state):
    assert conformity(rate) == state
