"""RNA, SIREN, SIRET, register of a court: any one identifies a holder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.campaigns.rules import parse_identifier
from okote.funding.campaigns.rules.holders import (
    HolderIdentifier,
    IdentifierChecksumError,
    IdentifierKind,
    IdentifierMissingError,
    IdentifierUnknownError,
)


@pytest.mark.parametrize(
    ("typed", "kind", "number", "shown"),
    [
        ("W751515517", "rna", "W751515517", "W751515517"),
        (" w751 515 517 ", "rna", "W751515517", "W751515517"),
        ("732829320", "siren", "732829320", "732\u202f829\u202f320"),
        ("732 829\u00a0320", "siren", "732829320", "732\u202f829\u202f320"),
        ("73282932000074", "siret", "73282932000074", "732\u202f829\u202f320\u202f00074"),
        ("732\u202f829\u202f320 00074", "siret", "73282932000074", "732\u202f829\u202f320\u202f00074"),
        ("356000000", "siren", "356000000", "356\u202f000\u202f000"),
        ("35600000000048", "siret", "35600000000048", "356\u202f000\u202f000\u202f00048"),
        # a post office: its digits sum to 45, Luhn's formula fails
        ("35600000049837", "siret", "35600000049837", "356\u202f000\u202f000\u202f49837"),
    ],
)
def test_numbers_are_recognised_and_shown_in_groups(typed, kind, number, shown):
    identifier = parse_identifier(typed)
    assert identifier == HolderIdentifier(IdentifierKind(kind), number)
    assert str(identifier) == shown


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Strasbourg, volume 93, folio 245", "Strasbourg, vol. 93, fol. 245"),
        ("STRASBOURG vol. 93 fol. 245", "Strasbourg, vol. 93, fol. 245"),
        ("strasbourg  vol 0093 / fol n° 0245", "Strasbourg, vol. 93, fol. 245"),
        ("Tribunal judiciaire de Strasbourg, volume 93 folio n°245", "Strasbourg, vol. 93, fol. 245"),
        ("Tribunal d’instance de Colmar, Band XII, Blatt 7", "Colmar, vol. XII, fol. 7"),
        (
            "Tribunal de proximité d'Illkirch-Graffenstaden vol. 4, fol. 5",
            "Illkirch-Graffenstaden, vol. 4, fol. 5",
        ),
        ("Saverne, AMALIA a2023sav000012", "Saverne, AMALIA A2023SAV000012"),
        ("tribunal de Metz amalia n° A2024MET000007", "Metz, AMALIA A2024MET000007"),
    ],
)
def test_the_register_of_a_court_in_the_words_of_the_place(typed, canonical):
    assert parse_identifier(typed) == HolderIdentifier(IdentifierKind.COURT, canonical)
    assert str(parse_identifier(typed)) == canonical


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("732829321", "siren"),
        ("723829320", "siren"),  # two digits swapped
        ("73282932000075", "siret"),
        ("73282932100007", "siret"),  # the whole passes Luhn's formula, its SIREN does not
        ("35600000049838", "siret"),
    ],
)
def test_a_wrong_digit_is_noticed(typed, kind):
    with pytest.raises(IdentifierChecksumError) as refused:
        parse_identifier(typed)
    assert refused.value.code == "holder_identifier_checksum"
    assert refused.value.parameters == {"kind": kind}


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_nothing_typed(typed):
    with pytest.raises(IdentifierMissingError) as refused:
        parse_identifier(typed)
    assert refused.value.code == "holder_identifier_missing"


@pytest.mark.parametrize(
    "typed",
    [
        "W12345678",
        "W1234567890",
        "X123456789",
        "12345678",
        "٧٣٢٨٢٩٣٢٠",
        "Strasbourg",
        "volume 93, folio 245",
        "Metz, volume 93",
        "Metz, volume 0, folio 1",
        "Metz, volume 93, folio 1234567",
        "de, volume 1, folio 2",
        "<script>alert(1)</script>, volume 1, folio 2",
        "A" * 61 + ", volume 1, folio 2",
        "Metz, AMALIA",
        "a" * 10_000,
        "Metz, " * 2_000,
    ],
)
def test_what_has_the_shape_of_none(typed):
    with pytest.raises(IdentifierUnknownError) as refused:
        parse_identifier(typed)
    assert refused.value.code == "holder_identifier_unknown"


@given(st.integers(0, 99_999_999))
def test_of_ten_last_digits_one_makes_a_siren(first_eight):
    accepted = []
    for last in range(10):
        typed = f"{first_eight:08}{last}"
        try:
            accepted.append(parse_identifier(typed).number)
        except IdentifierChecksumError:
            continue
    assert len(accepted) == 1


@given(
    st.sampled_from(
        [
            "W751515517",
            "732829320",
            "73282932000074",
            "Strasbourg vol 93 fol 245",
            "Metz, amalia A2024MET000007",
        ]
    ),
    st.booleans(),
)
def test_what_is_shown_or_stored_is_read_back_the_same(typed, stored):
    identifier = parse_identifier(typed)
    assert parse_identifier(identifier.number if stored else str(identifier)) == identifier
