"""E-mail addresses, as typed and as kept."""

import pytest

from okote.identity.addresses import EmailMalformedError, normalised


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("camille@courriel.example", "camille@courriel.example"),
        (" Camille.Aubry@Courriel.Example\n", "camille.aubry@courriel.example"),
        ("camille+okote@courriel.example", "camille+okote@courriel.example"),
        ("o'neil_67@a.b-c.example", "o'neil_67@a.b-c.example"),
        ("a@xn--strae-oqa.example", "a@xn--strae-oqa.example"),
    ],
)
def test_an_address_is_kept_in_lower_case(typed, kept):
    assert normalised(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "camille",
        "camille@",
        "@courriel.example",
        "camille@courriel",
        "camille@courriel..example",
        "camille@-courriel.example",
        "camille@courriel.example.",
        "cam ille@courriel.example",
        "camille@courriel.example, other@courriel.example",
        "camille@courriel.example\r\nBcc: other@courriel.example",
        "camille@one@courriel.example",
        "<camille@courriel.example>",
        "other,camille@courriel.example",
        f"{'a' * 65}@courriel.example",
        f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.example",
        "camille@straße.example",
        "\u212aarl@courriel.example",  # the sign of kelvin: its lower case is the letter k
    ],
)
def test_anything_else_is_refused(typed):
    with pytest.raises(EmailMalformedError):
        normalised(typed)
