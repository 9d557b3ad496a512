"""Options are read from what people write, and what can't be is told line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots.exchange import pabulib, tables
from consultations.ballots.exchange.pabulib import Announced, Project
from consultations.ballots.exchange.rules import (
    COST_MOST,
    WRONG,
    Known,
    Line,
    Option,
    cost_of,
    envelopes_known,
    options,
    plain,
    unguarded,
)
from consultations.ballots.rules import OPTIONS_MOST, Input, Rule
from okote.web.spreadsheets import harmless

KNOWN = Known({"rivemont": "r", "saint-eloi": "e"}, envelopes_known([(1, "Tout"), (2, "Écoles")]))


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("12500", 1_250_000),
        ("12 500,50 €", 1_250_050),
        ("12\u202f500", 1_250_000),
        ("12'500.5", 1_250_050),
        ("€ 7", 700),
        ("0", 0),
        ("1,05 EUR", 105),
    ],
)
def test_costs_are_read_as_people_write_them(written, minor):
    assert cost_of(written) == minor


@pytest.mark.parametrize(
    "written", ["", "1.000", "1,234,567", "-5", "1e3", "12,345", "١٢", "abc", str(COST_MOST)]
)
def test_what_could_be_read_in_two_ways_or_none_is_refused(written):
    with pytest.raises(ValueError, match="no cost"):
        cost_of(written)


@given(st.integers(0, COST_MOST))
def test_what_is_written_is_read_back(minor):
    assert cost_of(f"{minor // 100}.{minor % 100:02}") == minor


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line(2), "title"),
        (Line(2, "x" * 201), "long"),
        (Line(2, "Un banc", "x" * 6_001), "long"),
        (Line(2, "Un banc", cost="cher"), "cost"),
        (Line(2, "Un banc", place="Ailleurs"), "place"),
        (Line(2, "Un banc", envelope="3"), "envelope"),
    ],
)
def test_what_is_wrong_with_a_line_is_told(line, code):
    assert options([line], KNOWN).refused == [(2, code)]
    assert code in WRONG


def test_an_option_stands_once_in_a_place():
    lines = [Line(2, "Un banc", place="Rivemont"), Line(3, "un  BANC", place="rivemont"), Line(4, "Un banc")]
    found = options(lines, KNOWN)
    assert found.refused == [(3, "twice")]
    assert [one.place for one in found.options] == ["r", None]


def test_nothing_and_too_much_are_told():
    assert options([], KNOWN).refused == [(0, "empty")]
    many = [Line(at, f"Projet {at}") for at in range(OPTIONS_MOST + 1)]
    assert options(many, KNOWN).refused == [(OPTIONS_MOST, "many")]


TABLE = """\ufeffTitre;Description;Coût;Commune;Enveloppe\r
Un banc;"Une côte;
longue";1200,50;rivemont;2\r
\r
;;12;;\r
Des arbres;;;Saint-Éloi;ecoles\r
"""


def test_a_table_is_read_with_the_headings_that_people_write():
    found = tables.read(TABLE, KNOWN)
    assert found.options == [
        Option("Un banc", "Une côte;\nlongue", 120_050, "r", 2),
        Option("Des arbres", "", None, "e", 2),
    ]
    assert found.refused == [(5, "title")]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", [(0, "empty")]),
        ("cout;lieu\n1;2\n", [(1, "heading")]),
        ('titre\n"ouvert\n', [(2, "quote")]),
        ("titre\tcoût\nUn banc\t3\n", []),
        ("title,cost\nA bench,3\n", []),
    ],
)
def test_a_table_that_is_none_is_told(text, refused):
    assert tables.read(text, KNOWN).refused == refused


def test_older_spreadsheets_are_read_too():
    assert tables.decoded("coût".encode("cp1252")) == "coût"
    assert tables.decoded("\ufeffcoût".encode()) == "coût"


@given(st.text())
def test_what_was_guarded_against_formulas_is_read_as_it_was(cell):
    if not cell.startswith("'"):
        assert unguarded(harmless(cell)) == cell


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text):
    tables.read(text, KNOWN)
    pabulib.read(f"META\n{text}", KNOWN, "EUR")
    plain(text)


FILE = """META
key;value
budget;50000.50
vote_type;approval
rule;equalshares/add1
min_length;1
max_length;5
currency;EUR
PROJECTS
project_id;cost;name;votes
p1;1200.500;Un banc;7
p2;300;;3
VOTES
voter_id;vote
1;p1
2;p9
"""


def test_a_pabulib_file_gives_its_projects_and_what_it_announces():
    found, announced = pabulib.read(FILE, KNOWN, "EUR")
    assert pabulib.is_pabulib(FILE)
    assert not pabulib.is_pabulib(TABLE)
    assert found.refused == []
    assert [(one.title, one.cost_minor) for one in found.options] == [("Un banc", 120_050), ("p2", 30_000)]
    assert announced == Announced(
        input=Input.APPROVAL,
        rule=Rule.EQUAL_SHARES,
        budget_minor=5_000_050,
        least=1,
        most=5,
        completion="add1",
    )
    assert announced.said() == {
        "input": Input.APPROVAL,
        "rule": Rule.EQUAL_SHARES,
        "budget_minor": 5_000_050,
        "least": 1,
        "most": 5,
        "completion": "add1",
    }


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("vote_type;approval", "vote_type;ordinal", [(4, "votes")]),
        ("budget;50000.50", "budget;beaucoup", [(3, "meta")]),
        ("budget;50000.50", "budget;0", [(3, "meta")]),
        ("max_length;5", "max_length;cinq", [(7, "meta")]),
        ("currency;EUR", "currency;PLN", [(8, "currency")]),
        ("currency;EUR", "currency", [(8, "meta")]),
        ("currency;EUR", "okote_rule;dice", [(8, "meta")]),
        ("currency;EUR", "okote_start;late", [(8, "meta")]),
        ("p2;300;;3", "p2;300", [(12, "fields")]),
        ("p2;300;;3", "p2;cher;;3", [(12, "cost")]),
        ("p2;300;;3", 'p2;300;"x;3', [(17, "quote")]),
        ("project_id;cost", "id;cost", [(0, "section")]),
        ("PROJECTS\n", "", [(0, "section")]),
        ("META\n", "META\nPROJECTS\nMETA\n", [(0, "section")]),
    ],
)
def test_what_is_wrong_with_a_pabulib_file_is_told(old, new, refused):
    found, _ = pabulib.read(FILE.replace(old, new, 1), KNOWN, "EUR")
    assert found.refused == refused


OURS = """META
key;value
okote_rule;most-points
okote_winners;3
okote_minimum_votes;10
okote_step;1
vote_type;cumulative
max_sum_points;10
max_points;5
PROJECTS
project_id;cost;name;place;envelope
1;100;Un banc;Rivemont;Tout
"""


def test_what_only_our_files_announce_is_read():
    found, announced = pabulib.read(OURS, KNOWN, "EUR")
    assert found.options == [Option("Un banc", "", 10_000, "r", 1)]
    assert announced == Announced(
        input=Input.POINTS,
        rule=Rule.MOST_POINTS,
        points=10,
        points_most=5,
        winners=3,
        support_least=10,
        step_minor=100,
    )


@pytest.mark.parametrize("key", ["max_sum_points", "max_points"])
@pytest.mark.parametrize(("many", "refused"), [(1_000, []), (1_001, [True])])
def test_no_more_points_are_announced_than_a_form_can_give(key, many, refused):
    former = {"max_sum_points": "max_sum_points;10", "max_points": "max_points;5"}[key]
    found, _ = pabulib.read(OURS.replace(former, f"{key};{many}"), KNOWN, "EUR")
    assert [why == "meta" for _, why in found.refused] == refused


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60).map(str.strip)


@given(
    st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 10**9)), max_size=5, unique_by=lambda one: plain(one[0]))
)
def test_what_is_written_as_pabulib_is_read_back(rows):
    rows = [(" ".join(name.split()), text, cost) for name, text, cost in rows if name.split()]
    projects = [
        Project(at, name, text, f"{cost // 100}.{cost % 100:02}", "Rivemont", "Tout")
        for at, (name, text, cost) in enumerate(rows, 1)
    ]
    found, announced = pabulib.read(pabulib.written({"budget": "10"}, projects), KNOWN, "EUR")
    assert announced.budget_minor == 1_000
    if projects and not found.refused:
        assert found.options == [
            Option(" ".join(name.split()), text, cost, "r", 1) for name, text, cost in rows
        ]
