"""Amounts as people type them, in three languages: read exactly, or refused with one clear reason."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.fields.amounts import (
    LEAST_AMOUNT,
    MOST_AMOUNT,
    AmountAmbiguousError,
    AmountError,
    parse_amount,
)
from payments.money import Money

LANGUAGES = ["fr", "de", "en"]
ONE_EURO = Money.of(1)


def refusal(typed: str, language: str = "fr", least: Money = ONE_EURO) -> AmountError:
    with pytest.raises(AmountError) as refused:
        parse_amount(typed, least=least, language=language)
    return refused.value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("20", "20"),
        ("20,50", "20.50"),
        ("20.50", "20.50"),
        ("20,5", "20.50"),
        ("20,", "20"),
        ("020", "20"),
        ("1 000", "1000"),
        ("1 000,00", "1000"),
        ("1\u00a0000,00", "1000"),
        ("1\u202f000", "1000"),  # the narrow no-break space that we print ourselves
        ("1\u2009000.50", "1000.50"),
        ("1'000", "1000"),
        ("1’000.00", "1000"),
        ("1.000,00", "1000"),
        ("1,000.50", "1000.50"),
        ("12 345,6", "12345.60"),
        ("  20 €", "20"),
        ("20€", "20"),
        ("20\u202f€", "20"),
        ("€ 20", "20"),
        ("20 EUR", "20"),
        ("20 euros", "20"),
        ("1", "1"),
        ("999999,99", "999999.99"),
        ("999 999,99 €", "999999.99"),
    ],
)
def test_what_can_be_read_in_one_way_only(typed, amount, language):
    assert parse_amount(typed, least=ONE_EURO, language=language) == Money.of(amount)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "amount_empty"),
        ("  \u202f ", "amount_empty"),
        ("€", "amount_empty"),
        ("vingt", "amount_not_a_number"),
        ("<script>alert(1)</script>", "amount_not_a_number"),
        ("1e3", "amount_not_a_number"),
        ("0x20", "amount_not_a_number"),
        ("NaN", "amount_not_a_number"),
        ("inf", "amount_not_a_number"),
        ("20 $", "amount_not_a_number"),
        ("20 50", "amount_not_a_number"),
        ("1 00", "amount_not_a_number"),
        ("1,2,3", "amount_not_a_number"),
        ("1.00,00", "amount_not_a_number"),
        ("1 000 00", "amount_not_a_number"),
        (",50", "amount_not_a_number"),
        ("20--", "amount_not_a_number"),
        ("+20", "amount_not_a_number"),
        ("٢٠", "amount_not_a_number"),
        ("20²", "amount_not_a_number"),
        ("20\x00", "amount_not_a_number"),
        ("x" * 10_000, "amount_not_a_number"),
        ("20,5055", "amount_too_precise"),
        ("0,505", "amount_too_precise"),
        ("0.505", "amount_too_precise"),
        ("1000,505", "amount_too_precise"),
        ("1 000.505", "amount_too_precise"),
        ("1.000,505", "amount_too_precise"),
        ("-5", "amount_negative"),
        ("−5,50", "amount_negative"),
        ("- 0,01 €", "amount_negative"),
        ("0", "amount_zero"),
        ("0,00", "amount_zero"),
        ("-0", "amount_zero"),
        ("0,01", "amount_below_least"),
        ("0,99", "amount_below_least"),
        ("1000000", "amount_too_large"),
        ("1 000 000,00", "amount_too_large"),
        ("1.000.000", "amount_too_large"),
        ("9" * 10_000, "amount_too_large"),
    ],
)
def test_each_cause_has_its_own_code(typed, code, language):
    assert refusal(typed, language).code == code


@pytest.mark.parametrize(
    ("typed", "language", "code"),
    [
        ("20,505", "fr", "amount_too_precise"),
        ("20,505", "de", "amount_too_precise"),
        ("20,505", "en", "amount_ambiguous"),
        ("20.505", "fr", "amount_ambiguous"),
        ("20.505", "de", "amount_ambiguous"),
        ("20.505", "en", "amount_too_precise"),
        ("1.000", "fr", "amount_ambiguous"),
        ("1.000", "de", "amount_ambiguous"),
        ("1.000", "en", "amount_too_precise"),
        ("1,000", "en", "amount_ambiguous"),
    ],
)
def test_one_mark_before_three_digits_is_never_guessed(typed, language, code):
    assert refusal(typed, language).code == code


@pytest.mark.parametrize(("typed", "large", "small"), [("1.000", "1000", "1"), ("20.505", "20505", "20.50")])
def test_both_readings_are_offered(typed, large, small):
    refused = refusal(typed, "fr")
    assert isinstance(refused, AmountAmbiguousError)
    assert refused.parameters == {"large": Money.of(large), "small": Money.of(small)}


def test_refusals_say_the_limit():
    assert refusal("4,99", least=Money.of(5)).parameters == {"least": Money.of(5)}
    assert refusal("1000000").parameters == {"most": MOST_AMOUNT}
    assert refusal("9" * 20).parameters == {"most": Money.of("999999.99")}


def test_no_territory_takes_less_than_stripe_does():
    assert refusal("0,49", least=Money(1)).parameters == {"least": LEAST_AMOUNT}
    assert parse_amount("0,50", least=Money(1), language="fr") == Money.of("0.50")


@given(st.integers(100, MOST_AMOUNT.minor), st.sampled_from(LANGUAGES), st.sampled_from(["", " €", " EUR"]))
def test_what_we_print_is_read_back(minor, language, currency):
    whole, cents = divmod(minor, 100)
    group, mark = {"fr": ("\u202f", ","), "de": (".", ","), "en": (",", ".")}[language]
    typed = f"{whole:,}".replace(",", group) + f"{mark}{cents:02}" + currency
    assert parse_amount(typed, least=ONE_EURO, language=language) == Money(minor)


@given(st.text(max_size=30) | st.text(alphabet="0123456789 .,'€-", max_size=12), st.sampled_from(LANGUAGES))
def test_anything_typed_is_an_amount_or_a_refusal(typed, language):
    with suppress(AmountError):
        assert ONE_EURO <= parse_amount(typed, least=ONE_EURO, language=language) <= MOST_AMOUNT
