"""Quotas that contradict themselves, groups too small to be told, calls, households and codes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.eligibility.codes.rules import ALPHABET, new_code
from consultations.panels.recruiting.rules import (
    LetterCodeUnknownError,
    Said,
    UnreachableError,
    ValueUnknownError,
    check_said,
    code_typed,
    household,
)
from consultations.panels.rules import (
    FeatureDetails,
    FeatureExistsError,
    PanelStanding,
    QuotaDetails,
    QuotaReversedError,
    TooManyFeaturesError,
    ValuesMissingError,
    ValueTwiceError,
    Why,
    check_feature,
    contradictions,
    fillings,
    standing,
)

AT = datetime(2026, 5, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def feature(*quotas, name="Âge"):
    return FeatureDetails(name, "Quel âge ?", tuple(QuotaDetails(*one) for one in quotas))


AGES = feature(("jeune", 2, 4), ("âgée", 3, 6))


@pytest.mark.parametrize(
    ("quotas", "seats", "why"),
    [
        ([("jeune", 2, 4), ("âgée", 3, 6)], 5, []),
        ([("jeune", 2, 4), ("âgée", 3, 6)], 10, []),
        ([("jeune", 2, 4), ("âgée", 3, 6)], 4, [(Why.TOO_MANY_ASKED, 5)]),
        ([("jeune", 2, 4), ("âgée", 3, 6)], 11, [(Why.TOO_FEW_ALLOWED, 10)]),
    ],
)
def test_what_no_panel_of_that_size_can_keep_is_said(quotas, seats, why):
    assert [(one.why, one.total) for one in contradictions([feature(*quotas)], seats)] == why


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted), min_size=2, max_size=5),
    st.integers(1, 20),
)
def test_one_feature_contradicts_itself_exactly_where_no_counts_fit(bounds, seats):
    """Held against all the counts that there are, added up one answer after the other."""
    reachable = {0}
    for least, most in bounds:
        reachable = {total + count for total in reachable for count in range(least, most + 1)}
    quotas = [(str(number), *bound) for number, bound in enumerate(bounds)]
    assert (contradictions([feature(*quotas)], seats) == []) == (seats in reachable)


@pytest.mark.parametrize(
    ("details", "others", "error"),
    [
        (AGES, ["âge"], FeatureExistsError),
        (AGES, [str(number) for number in range(8)], TooManyFeaturesError),
        (feature(("jeune", 0, 9)), [], ValuesMissingError),
        (feature(("jeune", 0, 9), ("Jeune", 0, 9)), [], ValueTwiceError),
        (feature(("jeune", 3, 2), ("âgée", 0, 9)), [], QuotaReversedError),
    ],
)
def test_what_nobody_could_answer_is_refused(details, others, error):
    with pytest.raises(error):
        check_feature(details, others)


@pytest.mark.parametrize(
    ("moment", "ended", "expected"),
    [
        (AT - timedelta.resolution, None, PanelStanding.COMING),
        (AT, None, PanelStanding.OPEN),
        (AT + HOUR - timedelta.resolution, None, PanelStanding.OPEN),
        (AT + HOUR, None, PanelStanding.OVER),
        (AT, AT, PanelStanding.ENDED),
    ],
)
def test_a_call_is_open_from_its_first_moment_to_the_one_before_its_last(moment, ended, expected):
    dates = {"opens_at": AT, "closes_at": AT + HOUR, "ended_at": ended}
    assert standing(moment, published_at=AT - HOUR, **dates) is expected
    assert standing(moment, published_at=None, **dates) is PanelStanding.DRAFT


def test_what_a_pool_lacks_is_what_it_misses_to_the_least():
    rows = fillings(AGES.quotas, {"jeune": 1, "âgée": 7})
    assert [(one.value, one.volunteers, one.lacking) for one in rows] == [("jeune", 1, 1), ("âgée", 7, 0)]


THREE = feature(("a", 0, 9), ("b", 0, 9), ("c", 0, 9)).quotas


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 5, "b": 6, "c": 7}, [5, 6, 7]),
        ({"a": 2, "b": 6, "c": 7}, [None, None, 7]),
        ({"a": 2, "b": 3, "c": 7}, [None, None, 7]),
        ({"a": 0, "b": 6, "c": 7}, [0, 6, 7]),
        ({"a": 2, "b": 0, "c": 0}, [None, None, 0]),
    ],
)
def test_a_small_group_is_not_told_and_cannot_be_subtracted(counts, told):
    assert [one.volunteers for one in fillings(THREE, counts, 5)] == told


@given(st.lists(st.integers(0, 12), min_size=2, max_size=6), st.integers(3, 8))
def test_nothing_that_is_told_leads_to_a_small_group(counts, smallest):
    quotas = feature(*((str(number), 0, 9) for number in range(len(counts)))).quotas
    rows = fillings(quotas, {str(number): count for number, count in enumerate(counts)}, smallest)
    hidden = [one for one in rows if one.volunteers is None]
    assert all(not 0 < (one.volunteers or 0) < smallest for one in rows)
    assert len(hidden) != 1
    assert all(one.lacking is None for one in hidden)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Said("Léa", attributes={"Âge": "jeune"}), UnreachableError),
        (Said("Léa", email="lea@exemple.test"), ValueUnknownError),
        (Said("Léa", email="lea@exemple.test", attributes={"Âge": "Jeune"}), ValueUnknownError),
    ],
)
def test_who_cannot_be_reached_or_drawn_is_not_taken(said, error):
    with pytest.raises(error):
        check_said(said, [AGES])


def test_one_address_is_one_household_however_it_is_written():
    written = ("12, rue de l’Église\n67000 Rivemont", "12 RUE DE L'EGLISE 67000 Rivemont")
    assert len({household(Said("x", address=one)) for one in written}) == 1
    assert household(Said("x", address=written[0], household="foyer 7")) == "foyer 7"
    assert household(Said("x", email="x@exemple.test")) is None


@given(st.data())
def test_a_code_is_read_as_it_was_printed(data):
    code = new_code(lambda letters: data.draw(st.sampled_from(letters)))
    assert code_typed(f" {code.lower().replace('-', ' ')} ") == code
    assert set(code) <= {*ALPHABET, "-"}
    assert code_typed(code.replace("0", "O").replace("1", "l")) == code


@pytest.mark.parametrize("typed", ["", "AAAA", "UUUU-UUUU-UUUU-UUUU", "0" * 17])
def test_what_can_be_no_code_is_none(typed):
    with pytest.raises(LetterCodeUnknownError):
        code_typed(typed)
