"""A list says by line what is wrong with it, all at once."""

from uuid import uuid4

import pytest

from consultations.eligibility.census.reading import decoded
from consultations.panels.recruiting.importing import CHARACTERS_MOST, LINES_MOST, Known, listed
from consultations.panels.rules import FeatureDetails, QuotaDetails

AGE = FeatureDetails("Âge", "Quel âge ?", (QuotaDetails("jeune", 0, 9), QuotaDetails("âgée", 0, 9)))
ROADS = uuid4()
KNOWN = Known([AGE], {"voirie": ROADS}, {("déjà là", "deja@exemple.test")})


def wrong(text):
    return [one.line for one in listed(text, KNOWN).wrong]


def test_a_list_of_any_spreadsheet_is_read():
    text = "Name;Email;Household;Service;ÂGE\r\nLéa Stoll;Lea@Exemple.test;F7;voirie;Jeune\r\n;;;;\r\n"
    found = listed(text, KNOWN)
    assert found.wrong == []
    [lea] = found.people
    assert (lea.name, lea.email, lea.household, lea.own_service_id) == (
        "Léa Stoll",
        "lea@exemple.test",
        "F7",
        ROADS,
    )
    assert lea.attributes == {"Âge": "jeune"}


def test_empty_columns_of_a_spreadsheet_and_what_nobody_sees_are_passed_over():
    [lea] = listed("Name;Email;Âge;;\nLé\0a;lea@exemple.test;jeune;;\n", KNOWN).people
    assert lea.name == "Léa"


def test_a_quotation_mark_that_nothing_closes_is_named():
    text = 'name,email,âge\n"Léa,lea@exemple.test,jeune\n' + "Bob,bob@exemple.test,jeune\n" * 6_000
    assert (len(text) < CHARACTERS_MOST, wrong(text)) == (True, [None])


@pytest.mark.parametrize(
    "email", ["léa@exemple.test", "lea@exämple.test", "lea@exemple", "a, b@exemple.test"]
)
def test_an_address_to_which_nothing_can_be_written_is_said_with_what_else_there_is(email):
    """As everywhere on the site: with accents, the mail might reach somebody else."""
    found = listed(f'name;email;âge\nLéa;"{email}";jeune\n', KNOWN)
    [told] = found.wrong
    assert (told.line, told.values["email"], found.people) == (2, email, [])
    assert "accents are not possible" in told.says


def test_every_line_that_is_wrong_is_named():
    text = """name,email,telephone,service,âge
Bonne,bonne@exemple.test,,,jeune
,sans.nom@exemple.test,,,jeune
Sans contact,,,,jeune
Sans âge,a@exemple.test,,,vieux
Autre service,b@exemple.test,,Écoles,jeune
Mauvaise adresse,pas une adresse,,,âgée
Déjà là,deja@exemple.test,,,âgée
Bonne,bonne@exemple.test,,,jeune
"""
    assert wrong(text) == [3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name,email\n",
        "name,email,âge,religion\nLéa,l@exemple.test,jeune,aucune\n",
        "name,email,email,âge\nLéa,l@exemple.test,,jeune\n",
        "name,email,âge\n",
        "name,âge\n" + "Léa,jeune\n" * (LINES_MOST + 1),
        "n" * (CHARACTERS_MOST + 1),
    ],
)
def test_what_is_no_list_of_that_panel_is_refused_whole(text):
    found = listed(text, KNOWN)
    assert found.wrong
    assert not found.people


def test_what_older_spreadsheets_write_is_read():
    assert decoded("name;âge".encode("cp1252")) == decoded("\ufeffname;âge".encode()) == "name;âge"
