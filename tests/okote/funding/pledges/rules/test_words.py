"""Names and messages: plain text, within bounds, shown as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.pledges.rules import public_message
from okote.funding.pledges.rules.words import MESSAGE_MOST, MessageForbiddenError, MessageTooLongError
from okote.identity.names import (
    NAME_MOST,
    NameEmptyError,
    NameForbiddenError,
    NameTooLongError,
    public_name,
)
from payments.errors import DomainError


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Anna", "Anna"),
        ("  Anna \u00a0 Müller\n", "Anna Müller"),
        ("Zoe\u0308", "Zoë"),  # composed
        ("Menuiserie Weber & Fils", "Menuiserie Weber & Fils"),
        ("O’Connor, dit « Bob »", "O’Connor, dit « Bob »"),
        ("李小龙", "李小龙"),
        ("محمد", "محمد"),
        ("3 voisins", "3 voisins"),
        ("👩\u200d🌾 Ana", "👩\u200d🌾 Ana"),
        ("x" * 80, "x" * 80),
        ("e\u0301" * 80, "é" * 80),  # 160 typed, 80 once composed
    ],
)
def test_a_name_is_one_line_as_typed(typed, name):
    assert public_name(typed) == name


@pytest.mark.parametrize("typed", ["", " ", "\u202f\n"])
def test_a_name_that_says_nothing(typed):
    with pytest.raises(NameEmptyError) as refused:
        public_name(typed)
    assert refused.value.code == "name_empty"


@pytest.mark.parametrize("length", [81, 10_000])
def test_a_name_that_is_too_long(length):
    with pytest.raises(NameTooLongError) as refused:
        public_name("x" * length)
    assert refused.value.code == "name_too_long"
    assert refused.value.parameters == {"most": 80, "length": length}


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "Anna > Bruno",
        "An\x00na",
        "An\x1b[31mna",
        "Anna\u202eredrum",
        "\u2066Anna\u2069",
        "An\ud800na",
        "...",
        "👍",
    ],
)
def test_a_name_that_could_mislead_or_break_a_page(typed):
    with pytest.raises(NameForbiddenError) as refused:
        public_name(typed)
    assert refused.value.code == "name_forbidden_character"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", None),
        (" \r\n\t ", None),
        ("Bravo !", "Bravo !"),
        ("\n\nBravo !  \r\n\r\nÀ bientôt\t<3 \n", "Bravo !\n\nÀ bientôt <3"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # text, and shown as such
        ("x" * 500, "x" * 500),
    ],
)
def test_a_message_keeps_its_lines(typed, message):
    assert public_message(typed) == message


@pytest.mark.parametrize("length", [501, 10_000])
def test_a_message_that_is_too_long(length):
    with pytest.raises(MessageTooLongError) as refused:
        public_message("x" * length)
    assert refused.value.code == "message_too_long"
    assert refused.value.parameters == {"most": 500, "length": length}


@pytest.mark.parametrize("typed", ["a\x00b", "a\x07b", "a\u202eb", "a\ud800b"])
def test_a_message_that_could_mislead_or_break_a_page(typed):
    with pytest.raises(MessageForbiddenError) as refused:
        public_message(typed)
    assert refused.value.code == "message_forbidden_character"


@given(st.text(max_size=600))
def test_what_is_accepted_fits_is_stable_and_can_be_stored(typed):
    for read, most in ((public_name, NAME_MOST), (public_message, MESSAGE_MOST)):
        try:
            written = read(typed)
        except DomainError:
            continue
        if written is not None:
            assert 0 < len(written) <= most
            assert "\x00" not in written
            assert written.encode().decode() == read(written) == written
