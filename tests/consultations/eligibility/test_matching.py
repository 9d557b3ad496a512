"""Who is who: accents, capitals, hyphens and the order of names are forgiven, another birth date never."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.eligibility.census.reading import day, read
from consultations.eligibility.census.rules import (
    Line,
    Typed,
    address,
    folded,
    is_line,
    names,
    same_address,
    same_name,
)
from tests.consultations.eligibility.conftest import CSV

PLACE = UUID(int=1)
LETTERS = st.text(st.characters(categories=("Ll", "Lu"), max_codepoint=0x17F), min_size=2, max_size=9)
NAMES = st.lists(LETTERS, min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Anne-Marie LÉVÊQUE", "leveque anne marie", True),
        ("Anne Lévêque", "Anne-Marie Élise LÉVÊQUE", True),
        ("Jean de la Tour", "TOUR Jean", True),
        ("Jürgen Müller", "Juergen Mueller", True),
        ("Strauß Eva", "STRAUSS Eva", True),
        ("Zoë Œuvrard", "Zoe Oeuvrard", True),
        ("Søren Łukasz", "Soren Lukasz", True),
        ("Le Van", "Van Le", True),
        ("Anne Lévêque", "Marie Lévêque", False),
        ("Lévêque", "Anne Lévêque", False),
        ("Paul Petit", "Pauline Petit", False),
        ("", "", False),
    ],
)
def test_names_are_one_or_two(one, other, same):
    assert same_name(names(one), names(other)) is same


@given(NAMES, st.randoms(use_true_random=False))
def test_a_name_is_the_same_in_any_order_capitals_and_accents(words, order):
    shuffled = order.sample(words, len(words))
    written = names(" ".join(words))
    assert names("-".join(shuffled).upper()) == names(" ".join(words).upper())
    assert names(*shuffled) == written
    assert same_name(written, names(*(folded(word) for word in shuffled)))


@given(NAMES, NAMES)
def test_who_is_whose_namesake_is_so_both_ways(one, other):
    assert same_name(names(*one), names(*other)) is same_name(names(*other), names(*one))
    assert same_address(address(" ".join(one)), address(" ".join(other))) is same_address(
        address(" ".join(other)), address(" ".join(one))
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12 bis, av. des Tilleuls, 67000 Rivemont", "12bis AVENUE DES TILLEULS", True),
        ("Hauptstraße 7", "7 Hauptstr.", True),
        ("3 rue du Moulin", "3, r. Moulin", True),
        ("3 rue du Moulin", "5 rue du Moulin", False),
        ("3 rue du Moulin", "rue du Moulin", False),
        ("3 rue du Moulin", "3", False),
        ("Le Bourg", "le bourg", True),
    ],
)
def test_addresses_are_one_or_two(one, other, same):
    assert same_address(address(one), address(other)) is same


def line(**said):
    return Line(
        PLACE,
        said.get("names", names("Anne Lévêque")),
        date(1980, 12, 31),
        said.get("address", ()),
        said.get("number", ""),
    )


def test_a_line_wants_a_birth_date_and_a_number_or_an_address():
    anne = Typed("Anne", "Lévêque", date(1980, 12, 31), "12 rue Haute", "AB 12")
    assert is_line(anne, line(number="AB12"))
    assert is_line(anne, line(address=address("12 r. Haute")))
    assert not is_line(anne, line())
    assert not is_line(anne, line(number="AB13"))
    assert not is_line(Typed("Anne", "Lévêque", date(1980, 12, 30), "12 rue Haute"), line(number="AB12"))
    assert not is_line(Typed("Anne", "Lévêque", date(1980, 12, 31)), line(number="AB12"))


def test_a_list_is_read_line_by_line():
    found = read(CSV, {"rivemont": PLACE}, PLACE)
    assert [one.name for one in found.entries][:3] == [
        "Anne-Marie Élise LÉVÊQUE",
        "Jean de la Tour",
        "Jürgen Müller",
    ]
    assert found.refused == []
    assert found.entries[2].born_on == date(2008, 2, 29)


def test_what_can_not_be_read_is_told_by_line_and_keeps_no_word():
    text = (
        "family_name,given_names,birth_date,address,place\n"
        "A,B,2001-02-30,1 rue C,\n,B,2001-01-01,1 rue C,\nA,,2001-01-01,1 rue C,\nA,B,2001-01-01,,\n"
        "A,B,2001-01-01,1 rue C,Ailleurs\nA,B,2001-01-01,1 rue C,\nB,A,2001-01-01,1 r. C,\n"
    )
    found = read(text, {"rivemont": PLACE}, PLACE)
    codes = ["born", "family", "given", "where", "place", "twice"]
    assert found.refused == list(zip([2, 3, 4, 5, 6, 8], codes, strict=True))
    assert len(found.entries) == 1
    assert read("Nom;Adresse\nA;B", {}, PLACE).refused == [(1, "heading")]
    assert read("", {}, PLACE).refused == [(1, "heading")]


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)))
def test_days_are_read_as_they_are_written_here(born):
    assert (
        day(born.isoformat())
        == day(f"{born:%d/%m/%Y}")
        == day(f"{born.day}.{born.month}.{born.year}")
        == born
    )
    assert day("31/31/2000") is None
