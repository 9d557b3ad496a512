"""What is asked, what is known, what is missing: half-open days, birthdays, places that became others."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.eligibility.rules import (
    Age,
    Conditions,
    Facts,
    Lives,
    NotEligibleError,
    Proof,
    Residence,
    birthday,
    check,
    missing,
)
from okote.identity.levels import Level, vouched

HERE, WHOLE, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2026, 6, 15)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


def lives(proof=Proof.LIST, *, until=None, within=(HERE, WHOLE)):
    return Lives(HERE, frozenset(within), proof, TODAY - timedelta(days=10), until)


def lacks(conditions, facts, on=TODAY):
    return [one.why.code for one in missing(conditions, facts, on)]


@pytest.mark.parametrize(
    ("asked", "proof", "lacking"),
    [
        (None, None, None),
        (Residence.DECLARED, None, "eligibility_residence"),
        (Residence.DECLARED, Proof.DECLARED, None),
        (Residence.LIST, Proof.DECLARED, "eligibility_residence_unproved"),
        (Residence.LIST, Proof.LIST, None),
        (Residence.LIST, Proof.LETTER, None),
        (Residence.CODE, Proof.LIST, "eligibility_residence_unproved"),
        (Residence.CODE, Proof.LETTER, None),
        (Residence.CODE, Proof.COUNTER, None),
    ],
)
def test_where_one_lives_must_be_shown_as_well_as_is_asked(asked, proof, lacking):
    facts = Facts(lives=proof and lives(proof))
    assert lacks(Conditions(residence=asked), facts) == ([lacking] if lacking else [])


def test_what_was_shown_holds_until_its_last_day_is_over():
    facts = Facts(lives=lives(until=TODAY + timedelta(days=1)))
    asked = Conditions(residence=Residence.LIST)
    assert lacks(asked, facts) == []
    assert lacks(asked, facts, TODAY + timedelta(days=1)) == ["eligibility_residence_expired"]
    assert lacks(asked, facts, TODAY - timedelta(days=11)) == ["eligibility_residence_expired"]


def test_a_place_counts_with_all_that_it_lies_in():
    """Two communes that become one during a process: who lived in either lives in both (case 58)."""
    assert lacks(Conditions(places=frozenset({WHOLE})), Facts(lives=lives())) == []
    assert lacks(Conditions(places=frozenset({HERE})), Facts(lives=lives())) == []
    assert lacks(Conditions(places=frozenset({OTHER})), Facts(lives=lives())) == ["eligibility_elsewhere"]
    assert lacks(Conditions(places=frozenset({OTHER})), Facts()) == ["eligibility_residence"]


def test_a_birthday_is_reached_during_a_vote():
    asked = Conditions(age_floor=16)
    facts = Facts(age=Age(15, TODAY, Proof.LIST, born_on=date(2010, 6, 16)))
    (lack,) = missing(asked, facts, TODAY)
    assert lack.why.parameters == {"floor": 16, "day": date(2026, 6, 16)}
    assert lacks(asked, facts, date(2026, 6, 16)) == []


def test_without_a_birth_date_at_least_says_enough_or_nothing():
    known = Facts(age=Age(18, TODAY, Proof.DECLARED))
    assert lacks(Conditions(age_floor=18), known) == []
    assert lacks(Conditions(age_floor=60), known) == ["eligibility_age"]
    assert lacks(Conditions(age_floor=16, guardian_below=18), Facts()) == ["eligibility_age"]
    assert lacks(Conditions(guardian_below=18), Facts()) == ["eligibility_age"]


def test_whoever_is_younger_needs_a_guardian():
    asked = Conditions(age_floor=11, guardian_below=16)
    child = Age(12, TODAY, Proof.LIST, born_on=date(2013, 6, 15))
    assert lacks(asked, Facts(age=child)) == ["eligibility_guardian"]
    assert lacks(asked, Facts(age=child, guardian=TODAY + timedelta(days=1))) == ["eligibility_guardian"]
    assert lacks(asked, Facts(age=child, guardian=TODAY)) == []
    assert lacks(asked, Facts(age=child), date(2029, 6, 15)) == []
    assert lacks(Conditions(guardian_below=16), Facts(age=child)) == ["eligibility_guardian"]


def test_the_first_that_is_missing_is_named():
    asked = Conditions(residence=Residence.LIST, age_floor=16, level=Level.LOW)
    with pytest.raises(NotEligibleError) as refused:
        check(asked, Facts(), TODAY)
    assert refused.value.parameters["lack"] == "eligibility_level"
    assert len(refused.value.missing) == 3
    check(asked, Facts(lives(), Age(18, TODAY, Proof.LIST), level=Level.SUBSTANTIAL), TODAY)


@given(st.sets(st.uuids(), max_size=3), st.sampled_from([None, *Residence]), st.sampled_from(Level))
def test_conditions_are_read_as_they_were_written(places, residence, level):
    asked = Conditions(residence, frozenset(places), 16, None, level)
    assert Conditions.read(asked.written()) == asked
    assert Conditions.read({}) == Conditions()


@given(DAYS, st.integers(0, 60), DAYS)
def test_a_year_of_age_begins_once_and_stays(born, years, day):
    on = birthday(born, years)
    assert (on.year - born.year) == years
    assert (on.month, on.day) == ((born.month, born.day) if on.month != 3 or born.month == 3 else (3, 1))
    age = Age(0, born, Proof.LIST, born)
    assert age.reached(years, day) is (on <= day)
    assert not (age.reached(years + 1, day) and not age.reached(years, day))


@pytest.mark.parametrize(("years", "day"), [(17, date(2025, 3, 1)), (16, date(2024, 2, 29))])
def test_who_was_born_on_the_29th_of_february_is_older_on_the_1st_of_march(years, day):
    assert birthday(date(2008, 2, 29), years) == day


def test_how_strong_a_provider_is():
    assert vouched([]) is Level.MAIL
    assert vouched(["eidas1"]) is Level.LOW
    assert vouched(["eidas3", "eidas2"]) is Level.SUBSTANTIAL
    assert vouched(["eidas2", "whatever"]) is Level.MAIL
