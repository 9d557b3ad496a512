"""Which numbers the register could have given."""

import pytest

from okote.funding.sirene import SirenError, SiretError, SiretOfAnotherError, is_sound, read_siren, read_siret


@pytest.mark.parametrize("typed", [None, "", "  "])
def test_nothing_is_no_number(typed):
    assert read_siret(typed) is None
    assert read_siren(typed) is None


@pytest.mark.parametrize("typed", ["999000417", "999 000 417"])
def test_nine_sound_digits(typed):
    assert read_siren(typed) == "999000417"


@pytest.mark.parametrize("typed", ["99900041", "999000418", "999000471", "99900041x", "99900041700017"])
def test_other_sirens_are_refused(typed):
    with pytest.raises(SirenError):
        read_siren(typed)


@pytest.mark.parametrize("typed", ["99900041700017", "999 000 417 00017", "35600000049837"])
def test_fourteen_sound_digits(typed):
    assert read_siret(typed) == typed.replace(" ", "")


@pytest.mark.parametrize("typed", ["999000417", "99900041700018", "99900041800017", "9990004170001x"])
def test_others_are_refused(typed):
    with pytest.raises(SiretError):
        read_siret(typed)


def test_it_begins_with_the_siren_beside_it():
    assert read_siret("99900041700017", siren="999000417")
    with pytest.raises(SiretOfAnotherError):
        read_siret("99900041700017", siren="999000524")


def test_la_poste_has_more_establishments_than_the_checksum_allows():
    assert is_sound("35600000049837")
    assert not is_sound("35600000049836")
