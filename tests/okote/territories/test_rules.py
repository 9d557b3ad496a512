"""What a territory may be called, speak, and live by."""

import pytest

from okote.territories.rules import (
    LanguagesUnknownError,
    SlugMalformedError,
    TimeZoneUnknownError,
    check_languages,
    check_slug,
    check_time_zone,
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
