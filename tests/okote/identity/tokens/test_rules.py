"""What a token looks like, and what is none."""

import pytest

from okote.identity.tokens.rules import PREFIX, beginning, brought, new_secret


def test_a_secret_is_long_new_and_known_by_its_beginning():
    one, other = new_secret(), new_secret()
    assert one != other
    assert one.startswith(PREFIX)
    assert len(one) - len(PREFIX) == 43
    assert one.removeprefix(PREFIX).isalnum()
    assert (one.startswith(beginning(one)), len(beginning(one))) == (True, 14)


SECRET = PREFIX + "a" * 43


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"Bearer {SECRET}", SECRET),
        (f"bearer  {SECRET} ", SECRET),
        (f"Basic {SECRET}", None),
        (SECRET, None),
        ("Bearer", None),
        ("", None),
        (f"Bearer {SECRET}a", None),
        (f"Bearer {SECRET[:-1]}", None),
        (f"Bearer {SECRET[:-1]}é", None),
        (f"Bearer {'x' * 53}", None),
    ],
)
def test_what_a_header_brings(header, found):
    assert brought(header) == found
