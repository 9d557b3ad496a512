"""What looks like somebody's, in letters as they are written."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.procedures.names.rules import Sort, suspects


@pytest.mark.parametrize(
    ("sort", "said", "text"),
    [
        (Sort.NAME, "Jean-Pierre DUPONT", "Monsieur,\nM. Jean-Pierre DUPONT a écrit."),
        (Sort.NAME, "Mme d’Alembert", "Pour Mme d’Alembert, demain."),
        (Sort.NAME, "Mme de la Tour", "Mme de la Tour est venue."),
        (Sort.NAME, "M. Le Gall", "Voir M. Le Gall."),
        (Sort.NAME, "Camille Aubry", "signé : Camille Aubry"),
        (Sort.NAME, "DUPONT Marie", "Nom : DUPONT Marie"),
        (Sort.NAME, "Irène M. Moser", "signé : Irène M. Moser"),
        (Sort.ADDRESS, "12 bis rue de l’Église", "au 12 bis rue de l’Église, premier étage"),
        (Sort.ADDRESS, "3, Avenue des Vosges", "3, Avenue des Vosges"),
        (Sort.ADDRESS, "67200 Strasbourg", "67200 Strasbourg"),
        (Sort.TELEPHONE, "06 12 34 56 78", "tél. 06 12 34 56 78"),
        (Sort.TELEPHONE, "0612345678", "0612345678"),
        (Sort.TELEPHONE, "03.88.00.00.00", "03.88.00.00.00"),
        (Sort.TELEPHONE, "+33 (0)6 12 34 56 78", "+33 (0)6 12 34 56 78"),
        (Sort.EMAIL, "camille.aubry@courriel.example", "à camille.aubry@courriel.example."),
        (Sort.IBAN, "FR76 3000 6000 0112 3456 7890 189", "IBAN FR76 3000 6000 0112 3456 7890 189"),
        (Sort.IBAN, "DE89370400440532013000", "DE89370400440532013000"),
        (Sort.SOCIAL_SECURITY, "2 85 05 78 006 084 36", "N° 2 85 05 78 006 084 36"),
        (Sort.SOCIAL_SECURITY, "185022A006084", "185022A006084"),
        (Sort.FILE_NUMBER, "Dossier n° 2023-A4567", "Dossier n° 2023-A4567"),
        (Sort.FILE_NUMBER, "allocataire : 1234567A", "allocataire : 1234567A"),
        (Sort.BIRTH, "né le 12/03/1980", "né le 12/03/1980"),
        (Sort.BIRTH, "Née le 1er mai 1990", "Née le 1er mai 1990"),
    ],
)
def test_what_looks_like_somebodys_is_found(sort, said, text):
    assert [(one.sort, one.said) for one in suspects(text)] == [(sort, said)]


@pytest.mark.parametrize(
    "text",
    [
        "Madame la Présidente, Monsieur le Maire,",
        "Madame, Monsieur, votre demande est complète.",
        "La Collectivité européenne d’Alsace, le Bas-Rhin et le Haut-Rhin.",
        "Le 12 mars 2024, vous avez payé 12 000,50 € en 3 fois.",
        "Appelez le 3939 ou le 116 117.",
        "Claire, la lettre ; pierre qui roule.",
        "Pour toute demande, 2 papiers.",
        "Article L. 262-2 du Code de l’action sociale.",
    ],
)
def test_what_is_nobodys_is_left(text):
    assert suspects(text) == []


def test_spaces_of_typography_hide_nothing():
    assert [one.sort for one in suspects("tél. 06\u00a012\u202f34 56 78, M.\u00a0Dupont")] == [
        Sort.TELEPHONE,
        Sort.NAME,
    ]


PLANTED = st.sampled_from(
    [
        "M. Jean Dupont",
        "06 12 34 56 78",
        "jean@exemple.test",
        "12 rue du Bac",
        "FR76 3000 6000 0112 3456 7890 189",
        "né le 12/03/1980",
        "dossier n° AB1234",
        "Le délai",
        "votre demande",
        "12 000 €",
    ]
)


@given(st.lists(PLANTED, max_size=8), st.sampled_from([" ", ", ", "\n", ". "]))
def test_what_is_found_stands_where_it_says_and_nothing_is_found_twice(parts, between):
    text = between.join(parts)
    found = suspects(text)
    assert all(text[one.start : one.end] == one.said for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    if between == "\n":
        assert len(found) == sum(one not in {"Le délai", "votre demande", "12 000 €"} for one in parts)


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_looked_through(text):
    assert all(one.said for one in suspects(text))
