from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from gettext import NullTranslations

import pytest

from okote.web.formatting import Wording, initials
from payments.errors import DomainError
from payments.money import Money

CLOSE = datetime(2026, 12, 9, 22, 59, tzinfo=UTC)


class TooSmallError(DomainError):
    code = "too_small"


def wording(language: str = "fr") -> Wording:
    return Wording(language, NullTranslations(), sentences={"too_small": "At least %(least)s."})


def plain(text: str) -> str:
    """With ordinary spaces, which are easier to read in a test."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("cents", "french", "german", "english"),
    [
        (412_000, "4 120 €", "4.120 €", "€4,120"),
        (5_520, "55,20 €", "55,20 €", "€55.20"),
        (5, "0,05 €", "0,05 €", "€0.05"),
        (0, "0 €", "0 €", "€0"),
        (-2_000, "-20 €", "-20 €", "-€20"),
        (123_456_789_01, "123 456 789,01 €", "123.456.789,01 €", "€123,456,789.01"),
    ],
)
def test_an_amount_shows_its_cents_only_where_there_are_some(cents, french, german, english):
    amount = Money(cents)

    assert plain(wording("fr").money(amount)) == french
    assert plain(wording("de").money(amount)) == german
    assert plain(wording("en").money(amount)) == english


def test_an_amount_is_never_broken_over_two_lines():
    assert wording("fr").money(Money(412_000)) == "4\u00a0120\u00a0€"


@pytest.mark.parametrize(
    ("basis_points", "french", "english"),
    [(7_500, "75 %", "75%"), (850, "8,5 %", "8.5%"), (1, "0,01 %", "0.01%"), (10_000, "100 %", "100%")],
)
def test_a_share_is_a_percentage(basis_points, french, english):
    assert plain(wording("fr").percent(basis_points)) == french
    assert plain(wording("en").percent(basis_points)) == english


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "9 décembre 2026 à 23 h 59"),
        ("de", "9. Dezember 2026 um 23:59 Uhr"),
        ("en", "9 December 2026 at 23:59"),
    ],
)
def test_a_moment_is_told_by_the_territorys_clock(language, text):
    assert plain(wording(language).moment(CLOSE)) == text


def test_midnight_is_told_as_the_last_minute_of_the_day_before():
    midnight = datetime(2026, 12, 9, 23, 0, tzinfo=UTC)

    assert plain(wording().deadline(midnight)) == "9 décembre 2026 à 23 h 59"
    assert plain(wording().deadline(midnight + timedelta(hours=9))) == "10 décembre 2026 à 9 h 00"
    assert plain(wording().last_day(midnight)) == "9 décembre 2026"
    assert plain(wording().last_day(midnight + timedelta(hours=9))) == "10 décembre 2026"


@pytest.mark.parametrize(
    ("utc_hour", "text"),
    [
        (0, "2 h 30"),  # before the clock goes back
        (1, "2 h 30"),  # after: the same hour a second time
        (2, "3 h 30"),
    ],
)
def test_the_night_the_clock_goes_back_is_told_as_clocks_show_it(utc_hour, text):
    assert plain(wording().hour(datetime(2026, 10, 25, utc_hour, 30, tzinfo=UTC))) == text


def test_a_deadline_at_midnight_before_the_clock_changes_is_the_day_before():
    midnight = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)

    assert plain(wording().deadline(midnight)) == "24 octobre 2026 à 23 h 59"


def test_french_counts_the_first_of_a_month():
    assert wording("fr").day(date(2026, 12, 1)) == "1er décembre 2026"
    assert wording("fr").short_day(date(2026, 12, 1)) == "1er déc. 2026"
    assert wording("fr").day(date(2026, 12, 11)) == "11 décembre 2026"
    assert wording("de").day(date(2026, 12, 1)) == "1. Dezember 2026"


def test_a_month_has_its_year():
    assert [wording(one).month(date(2026, 12, 1)) for one in ("fr", "de", "en")] == [
        "décembre 2026",
        "Dezember 2026",
        "December 2026",
    ]


def test_a_table_has_room_for_a_short_moment():
    moment = datetime(2026, 12, 9, 17, 5, tzinfo=UTC)
    assert plain(wording("fr").short_moment(moment)) == "9 déc. 2026, 18 h 05"
    assert plain(wording("de").short_moment(moment)) == "09.12.2026, 18:05 Uhr"
    assert plain(wording("en").short_moment(moment)) == "9 Dec 2026, 18:05"


def test_the_day_of_a_moment_is_the_day_here():
    assert wording().day(datetime(2026, 12, 9, 23, 30, tzinfo=UTC)) == "10 décembre 2026"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(days=18, hours=5), "18 days"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(seconds=1), "1 minute"),
        (timedelta(), "ended"),  # half-open: the deadline itself is too late
        (timedelta(seconds=-1), "ended"),
    ],
)
def test_what_is_left_is_told_in_its_largest_unit(left, text):
    assert wording().remaining(CLOSE, CLOSE - left) == text


def test_values_in_a_sentence_are_told_as_the_language_writes_them():
    text = wording().say("%(amount)s until %(day)s for %(name)s", amount=Money(5_520), day=CLOSE, name="Ada")

    assert plain(text) == "55,20 € until 9 décembre 2026 à 23 h 59 for Ada"


def test_a_count_is_written_with_its_thousands():
    assert plain(wording().say_count("%(num)s person", "%(num)s persons", 12_345)) == "12 345 persons"


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("fr", "1", "1 person"),
        ("fr", "1.5", "1,5 person"),
        ("fr", "2", "2 persons"),
        ("en", "1", "1 person"),
        ("en", "1.5", "1.5 persons"),
        ("de", "0.5", "0,5 persons"),
    ],
)
def test_a_part_goes_with_one_or_with_several_as_the_language_has_it(language, count, text):
    assert wording(language).say_count("%(num)s person", "%(num)s persons", Decimal(count)) == text


def test_a_refusal_is_told_by_its_code():
    assert plain(str(wording().shown(TooSmallError(least=Money(100))))) == "At least 1 €."


def test_a_refusal_without_a_sentence_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        wording().refusal(DomainError())


@pytest.mark.parametrize(
    ("value", "text"),
    [(date(2026, 12, 9), "9 décembre 2026"), (Decimal("4.5"), "4,5"), (12_345, "12345"), ("<b>", "<b>")],
)
def test_only_amounts_dates_and_decimals_are_worded(value, text):
    assert str(wording().shown(value)) == text


def test_nothing_cannot_be_shown():
    with pytest.raises(TypeError):
        wording().say("Hello %(name)s", name=None)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Bocaux du Rhin", "BR"),
        ("Ada", "A"),
        ("élise  kern", "ÉK"),
        ("« Les amis »", "LA"),
        ("", ""),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_word(name, letters):
    assert initials(name) == letters
