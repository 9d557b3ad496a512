"""Codes: what they are, and whose attempts count together."""

from collections import Counter

import pytest

from okote.identity.mail_codes.rules import code_hash, digits, household, new_code


def test_a_code_is_six_digits():
    codes = [new_code() for _ in range(2_000)]
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert Counter(codes).most_common(1)[0][1] < 5
    assert any(code.startswith("0") for code in codes)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123\u00a0456", "123456"),
        ("123-456", "123456"),
        ("", ""),
        ("١٢٣٤٥٦", ""),
    ],
)
def test_a_code_is_read_as_the_mail_shows_it(typed, read):
    assert digits(typed) == read


def test_a_hash_is_of_one_browser():
    assert code_hash("123456", "one") == code_hash("123456", "one")
    assert code_hash("123456", "one") != code_hash("123456", "other")
    assert code_hash("123456", "one") != code_hash("123457", "one")


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("unknown", "unknown"),
    ],
)
def test_one_subscriber_counts_once(client, counted):
    assert household(client) == counted
