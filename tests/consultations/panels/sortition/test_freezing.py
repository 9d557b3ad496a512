"""The frozen pool: whatever changes in it changes its hash, and nobody is found in what is published."""

from dataclasses import replace

import pytest

from consultations.panels.sortition.freezing import frozen, spoken, thawed
from consultations.panels.sortition.report import Algorithm
from consultations.panels.sortition.rules import Candidate, Quota, Wanted
from consultations.panels.sortition.service import lottery

WANTED = Wanted(1, (Quota("sex", "woman", 0, 1), Quota("sex", "man", 0, 1)))
ANNA, EMIL = Candidate("anna", ("woman",), "river"), Candidate("emil", ("man",))
POOL = [ANNA, EMIL]


@pytest.mark.parametrize(
    "changed",
    [
        [ANNA],
        [*POOL, Candidate("denis", ("man",))],
        [ANNA, replace(EMIL, values=("woman",))],
        [ANNA, replace(EMIL, household="river")],
        [ANNA, replace(EMIL, id="émil")],
    ],
)
def test_whatever_changes_in_the_pool_changes_its_hash(changed):
    assert frozen(changed, WANTED, "salt").sha256 != frozen(POOL, WANTED, "salt").sha256


def test_the_order_changes_nothing_and_the_salt_everything():
    first, turned, other = (
        frozen(pool, WANTED, salt) for pool, salt in ((POOL, "salt"), (POOL[::-1], "salt"), (POOL, "pepper"))
    )
    assert (first.sha256, first.numbers) == (turned.sha256, turned.numbers)
    assert first.sha256 != other.sha256
    assert not {*first.numbers.values()} & {*other.numbers.values()}


def test_its_text_is_one_line_a_person_in_the_order_of_their_numbers():
    text = frozen(POOL, WANTED, "salt").text
    first, second, *people = text.splitlines()
    assert (first, second) == ('["salt", "salt"]', '["number", "sex", "household"]')
    assert people == sorted(people)
    assert text.endswith("\n")
    assert "anna" not in text
    assert "river" not in text


def test_two_never_have_the_same_number():
    """These two ids would: found by trying, of a million."""
    pool = [Candidate(one, ()) for one in ("817554", "223636")]
    alone = [frozen([one], Wanted(1), "salt").numbers[one.id] for one in pool]
    assert alone == ["371-157-433-811"] * 2
    both = frozen(pool, Wanted(1), "salt").numbers
    assert both["223636"] == "371-157-433-811"
    assert both["817554"] != both["223636"]


def test_from_its_text_alone_the_same_people_are_drawn():
    """Also where a value holds what some take for the end of a line."""
    odd = Wanted(1, (Quota("sex", "wo\u2028man", 0, 1), Quota("sex", "man", 0, 1)))
    pool = [replace(ANNA, values=("wo\u2028man",)), EMIL]
    before = frozen(pool, odd, "salt")
    after = thawed(before.text, odd)
    assert (after.text, after.sha256, after.salt) == (before.text, before.sha256, "salt")
    assert {one.id for one in after.pool} == set(before.numbers.values())
    assert lottery(after, Algorithm.MAXIMIN, 10).tickets == lottery(after, Algorithm.MAXIMIN, 10).tickets


def test_who_lived_together_still_do_and_who_did_not_do_not():
    pool = [*POOL, Candidate("berta", ("woman",), "river")]
    before = frozen(pool, WANTED, "salt")
    homes = {one.id: one.household for one in thawed(before.text, WANTED).pool}
    anna, emil, berta = (homes[before.numbers[one]] for one in ("anna", "emil", "berta"))
    assert anna == berta != emil


@pytest.mark.parametrize(
    "text", ['["salt", "s"]\n["number", "age", "household"]\n', '["x", "s"]\n["number"]\n']
)
def test_a_text_that_is_of_another_pool_is_refused(text):
    with pytest.raises(ValueError, match="other features"):
        thawed(text, WANTED)


def test_numbers_that_people_have_already_stay_theirs():
    numbers = {"anna": spoken(12), "emil": spoken(10**11)}
    assert numbers == {"anna": "000-000-000-012", "emil": "100-000-000-000"}
    assert frozen(POOL, WANTED, "salt", numbers).numbers == numbers
