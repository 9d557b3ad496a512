"""Unpaid calls by how late they are: rules, page and table."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.matching.rules.ageing import Age, age, aged
from okote.identity.models import Role
from okote.web.spreadsheets import BYTE_ORDER_MARK
from payments.money import Money
from tests.okote.app_client import counting_queries
from tests.okote.funding.matching.test_calls import called

DUE = date(2026, 3, 1)
PAGE = "/en/back-office/ledger/calls"


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (-60, Age.NOT_DUE),
        (0, Age.NOT_DUE),
        (1, Age.UP_TO_30),
        (30, Age.UP_TO_30),
        (31, Age.UP_TO_60),
        (60, Age.UP_TO_60),
        (61, Age.UP_TO_90),
        (90, Age.UP_TO_90),
        (91, Age.OVER_90),
    ],
)
def test_each_day_belongs_to_one_age(late, expected):
    assert age(DUE, DUE + timedelta(days=late)) is expected


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(-100, 200), st.integers(1, 10**9))))
def test_no_call_is_lost_or_counted_twice(calls):
    told = [(partner, DUE - timedelta(days=late), Money(cents)) for partner, late, cents in calls]
    found = aged(told, today=DUE)
    assert list(found) == list(dict.fromkeys(partner for partner, _, _ in told))
    for partner, sums in found.items():
        owed = sum((amount for one, _, amount in told if one == partner), Money.zero())
        assert sum(sums.values(), Money.zero()) == owed


async def test_accountants_see_who_owes_how_much_for_how_long(house, office):
    ines = await office.enter("ines", Role.ACCOUNTANT)
    assert "No partner owes anything" in (await ines.get(PAGE)).text
    formula = await office.partner("=Cuisines()")
    await called(office, formula, due_in=-31)
    await ines.get(PAGE)
    with counting_queries(house) as of_one:
        await ines.get(PAGE)
    for due_in in (0, -95):
        await called(office, formula, due_in=due_in)
    with counting_queries(house) as of_three:
        shown = (await ines.get(PAGE)).text

    assert len(of_three) == len(of_one)
    (row,) = csv.DictReader(
        StringIO((await ines.get(f"{PAGE}/ageing.csv")).text.removeprefix(BYTE_ORDER_MARK), newline="")
    )
    assert row["partner"] == "'=Cuisines()"
    one = row["not_due"]
    assert [row[age.value] for age in Age] == [one, "0.00", one, "0.00", one]
    assert float(row["total"]) == 3 * float(one)
    assert shown.count('data-label="Over 90 days"') == 2
    assert (await (await office.enter("marc", Role.AGENT)).get(PAGE)).status_code == 403
