"""What is locked opens for its purpose, its key and its row alone."""

import pytest

from okote.platform.safe import Safe

SAFE = Safe("a-secret-of-this-test-alone", "bank details")


def test_what_was_locked_is_read_again():
    kept = SAFE.locked("FR76 … Ada Kern é", about="1")
    assert b"Ada" not in kept
    assert SAFE.opened(kept, about="1") == "FR76 … Ada Kern é"


def test_the_same_words_are_never_locked_alike():
    assert SAFE.locked("a", about="1") != SAFE.locked("a", about="1")


@pytest.mark.parametrize(
    "other", [Safe("a-secret-of-this-test-alone", "letters"), Safe("another-secret", "bank details")]
)
def test_nobody_else_opens_it(other):
    assert other.opened(SAFE.locked("a", about="1"), about="1") is None


def test_it_opens_for_its_own_row_alone():
    assert SAFE.opened(SAFE.locked("a", about="1"), about="2") is None


@pytest.mark.parametrize("kept", [b"", b"no safe", b"a.b.c.d.e", b"\xff\xfe"])
def test_what_was_never_locked_does_not_open(kept):
    assert SAFE.opened(kept, about="1") is None


def test_what_was_altered_does_not_open():
    kept = bytearray(SAFE.locked("a", about="1"))
    kept[-3] ^= 1
    assert SAFE.opened(bytes(kept), about="1") is None
