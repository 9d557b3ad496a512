"""What people typed: kept as typed, and refused beside its field."""

from datetime import date

import pytest

from okote.web.forms import Form, NotADateError, NotANumberError


@pytest.mark.parametrize("typed", ["9" * 5_000, "9" * 21, "١٢", "²", "-1", "1.0", "11", "x"])
def test_what_is_no_whole_number_within_bounds(typed):
    form = Form({"number": typed})
    assert form.whole("number", least=1, most=10) == 1
    assert isinstance(form.errors["number"], NotANumberError)


@pytest.mark.parametrize("typed", ["7", " 7 ", "007"])
def test_a_whole_number(typed):
    form = Form({"number": typed})
    assert (form.whole("number", least=1, most=10), form.sound) == (7, True)


def test_a_text_keeps_its_no_break_spaces_and_loses_what_nobody_sees():
    typed = "10\u202f000\u00a0€\u00a0: oui\x07\u200b\u202e.\r\nNon."
    assert Form({"text": typed}).text("text", most=99) == "10\u202f000\u00a0€\u00a0: oui.\nNon."


@pytest.mark.parametrize(
    "typed", ["0001-01-01", "0206-12-09", "3000-01-01", "9999-12-31", "2026-02-30", "demain"]
)
def test_what_is_no_day_that_somebody_means(typed):
    form = Form({"day": typed})
    assert (form.day("day"), type(form.errors["day"])) == (None, NotADateError)
    assert Form({"day": "2026-12-09"}).day("day") == date(2026, 12, 9)
