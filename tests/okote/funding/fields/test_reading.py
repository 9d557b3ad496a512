"""What people type in the back office is read without guessing, and kept where it can't be."""

from datetime import date

import pytest

from okote.funding import fields
from okote.funding.fields.amounts import AmountAmbiguousError, AmountEmptyError, AmountZeroError
from okote.funding.terms.rules import Base
from okote.identity.addresses import EmailMalformedError
from okote.web.forms import Form, MissingError, NotAChoiceError, NotADateError, TooLongError
from payments.money import Money
from payments.tables import uuid7


def typed(value):
    return Form({"it": value})


@pytest.mark.parametrize(
    ("value", "expected"), [("15 000", "15000"), ("15 000,50 €", "15000.50"), ("0,50", "0.50")]
)
def test_an_amount(value, expected):
    form = typed(value)
    assert fields.amount(form, "it", language="fr") == Money.of(expected)
    assert form.sound


@pytest.mark.parametrize(
    ("value", "error"), [("", AmountEmptyError), ("0", AmountZeroError), ("1.000", AmountAmbiguousError)]
)
def test_an_amount_that_cannot_be_read(value, error):
    form = typed(value)
    assert fields.amount(form, "it", language="fr") is None
    assert isinstance(form.errors["it"], error)


def test_an_amount_may_be_left_out_where_the_form_says_so():
    form = typed(" ")
    assert fields.amount(form, "it", language="fr", required=False) is None
    assert form.sound


@pytest.mark.parametrize(
    ("value", "expected"), [("75", 7_500), ("7,5", 750), ("7.25 %", 725), ("0", 0), ("100", 10_000)]
)
def test_a_percentage(value, expected):
    form = typed(value)
    assert (fields.percentage(form, "it"), form.sound) == (expected, True)


@pytest.mark.parametrize("value", ["", "-1", "100,01", "7,555", "1e1", "９", "dix", "1" * 10_000])
def test_what_is_no_percentage(value):
    form = typed(value)
    assert (fields.percentage(form, "it"), form.errors["it"].code) == (0, "not_a_percentage")


@pytest.mark.parametrize(("value", "expected"), [("1", 10_000), ("0,5", 5_000), ("2.25", 22_500)])
def test_a_rate(value, expected):
    form = typed(value)
    assert (fields.rate(form, "it"), form.sound) == (expected, True)


@pytest.mark.parametrize("value", ["", "1:1", "-1", "1" * 10_000])
def test_what_is_no_rate(value):
    form = typed(value)
    assert (fields.rate(form, "it"), form.errors["it"].code) == (0, "not_a_rate")


@pytest.mark.parametrize("value", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31", "31/12/2026"])
def test_a_day_is_of_this_century(value):
    form = typed(value)
    assert fields.day(form, "it") is None
    assert isinstance(form.errors["it"], NotADateError)


def test_a_day():
    assert fields.day(typed("2026-12-09"), "it") == date(2026, 12, 9)
    required, optional = typed(""), typed("")
    assert fields.day(required, "it") is fields.day(optional, "it", required=False) is None
    assert (isinstance(required.errors["it"], MissingError), optional.sound) == (True, True)


def test_one_of_a_few_words():
    assert fields.chosen(typed("all"), "it", Base) is Base.ALL
    assert fields.chosen(typed(""), "it", Base) is None
    form = typed("everything")
    assert fields.chosen(form, "it", Base) is None
    assert isinstance(form.errors["it"], NotAChoiceError)


def test_one_of_those_offered():
    ours, theirs = uuid7(), uuid7()
    assert fields.reference(typed(str(ours)), "it", {ours}) == ours
    assert fields.reference(typed(""), "it", {ours}) is None
    for value in (str(theirs), "<script>"):
        form = typed(value)
        assert fields.reference(form, "it", {ours}) is None
        assert isinstance(form.errors["it"], NotAChoiceError)


def test_an_address():
    assert fields.email(typed(" Bonjour@Bocaux.Test "), "it") == "bonjour@bocaux.test"
    for value, error in (("", MissingError), ("bonjour", EmailMalformedError), ("é" * 300, TooLongError)):
        form = typed(value)
        fields.email(form, "it")
        assert isinstance(form.errors["it"], error)
