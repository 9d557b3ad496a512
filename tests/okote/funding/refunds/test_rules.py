"""Accounts that can be paid, what is shown of them, and when donors are written to again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.pledges.models import Pledge
from okote.funding.refunds.rules import (
    LENGTHS,
    REMINDERS,
    Details,
    IbanElsewhereError,
    NotAnIbanError,
    iban,
    is_fresh,
    masked,
    reminders_due,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)

REGISTRY = [
    "AD1200012030200359100100",
    "AT611904300234573201",
    "BE68539007547034",
    "BG80BNBG96611020345678",
    "CH9300762011623852957",
    "CY17002001280000001200527600",
    "CZ6508000000192000145399",
    "DE89370400440532013000",
    "DK5000400440116243",
    "EE382200221020145685",
    "ES9121000418450200051332",
    "FI2112345600000785",
    "FR1420041010050500013M02606",
    "GB29NWBK60161331926819",
    "GR1601101250000000012300695",
    "HR1210010051863000160",
    "HU42117730161111101800000000",
    "IE29AIBK93115212345678",
    "IS140159260076545510730339",
    "IT60X0542811101000000123456",
    "LI21088100002324013AA",
    "LT121000011101001000",
    "LU280019400644750000",
    "LV80BANK0000435195001",
    "MC5811222000010123456789030",
    "MT84MALT011000012345MTLCAST001S",
    "NL91ABNA0417164300",
    "NO9386011117947",
    "PL61109010140000071219812874",
    "PT50000201231234567890154",
    "RO49AAAA1B31007593840000",
    "SE4550000000058398257466",
    "SI56263300012039086",
    "SK3112000000198742637541",
    "SM86U0322509800000000270100",
    "VA59001123000012345678",
]
"""The examples of SWIFT's IBAN registry."""


@pytest.mark.parametrize("account", REGISTRY)
def test_the_examples_of_the_registry_are_accounts(account):
    spaced = " ".join(account[i : i + 4] for i in range(0, len(account), 4))
    assert iban(account) == iban(f" {spaced.lower()} ") == account


@given(st.sampled_from(REGISTRY), st.data())
def test_one_wrong_character_is_always_found(account, data):
    where = data.draw(st.integers(4, len(account) - 1))
    same = "0123456789" if account[where].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    instead = data.draw(st.sampled_from([one for one in same if one != account[where]]))
    with pytest.raises(NotAnIbanError):
        iban(account[:where] + instead + account[where + 1 :])


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "FR",
        "FR1420041010050500013M0260",  # one short
        "DE00370400440532013000",
        "DE8937040044053201300012345678901234567",
        "FR14 2004 1010 0505 0001 3M02 60é",
        "٣٤٥٦",
        "DE89/3704/0044",
        "<script>",
    ],
)
def test_anything_else_is_none(typed):
    with pytest.raises(NotAnIbanError):
        iban(typed)


def test_a_right_one_of_the_wrong_length_for_its_country_is_none():
    body = "3704004405320130"
    check = 98 - int("".join(str(int(one, 36)) for one in f"{body}DE00")) % 97
    with pytest.raises(NotAnIbanError):
        iban(f"DE{check:02}{body}")


def test_accounts_that_no_sepa_transfer_reaches_are_refused_by_country():
    with pytest.raises(IbanElsewhereError) as refused:
        iban("SA0380000000608010167519")
    assert refused.value.parameters == {"country": "SA"}
    assert "SA" not in LENGTHS


def test_little_is_shown_of_an_account():
    assert masked("FR1420041010050500013M02606") == "FR•• •••• 2606"


def test_details_are_read_as_they_were_written():
    told = Details("Ada  Kern é", "DE89370400440532013000")
    assert Details.read(told.words) == told


@pytest.mark.parametrize(
    ("failure", "by_transfer"),
    [
        ("lost_or_stolen_card", True),
        ("expired_or_canceled_card", True),
        ("transfer_returned", True),
        ("charge_disputed", False),
        ("insufficient_funds", False),
        (None, False),
    ],
)
def test_only_what_no_card_takes_goes_by_transfer(failure, by_transfer):
    """Of what was counted; what was put aside, a person looks at."""
    assert Pledge(paid_at=NOW, refund_failure=failure).goes_by_transfer is by_transfer
    assert not Pledge(refund_failure=failure).goes_by_transfer


@pytest.mark.parametrize(("ago", "due"), [(0, 0), (13, 0), (14, 1), (59, 1), (60, 2), (900, 2)])
def test_two_reminders_and_no_more(ago, due):
    assert reminders_due(NOW - timedelta(days=ago), NOW) == due
    assert len(REMINDERS) == 2


def test_a_sign_in_is_fresh_for_a_quarter_of_an_hour():
    assert is_fresh(NOW - timedelta(minutes=15), NOW)
    assert not is_fresh(NOW - timedelta(minutes=15, seconds=1), NOW)
    assert not is_fresh(None, NOW)
