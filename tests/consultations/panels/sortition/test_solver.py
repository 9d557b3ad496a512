"""What the solver says where there is nothing to find, or no end to it."""

import pytest

from consultations.panels.sortition.solver import Programme, UnsolvedError


def test_what_has_no_solution_has_none_and_is_an_error_where_one_is_sure():
    programme = Programme()
    programme.column(0, 1)
    programme.row(2, 2, {0: 1.0})
    assert programme.best() is None
    with pytest.raises(UnsolvedError, match="nothing solves"):
        programme.solved()
    programme.between([0], [2])
    assert programme.solved().values == [2]


def test_what_has_no_end_is_an_error():
    programme = Programme()
    programme.column(worth=1)
    with pytest.raises(UnsolvedError, match=r"(?i)unbounded"):
        programme.best()


def test_whole_numbers_are_whole():
    programme = Programme()
    for _ in range(2):
        programme.column(0, 3, worth=1, whole=True)
    programme.row(0, 3.5, {0: 1.0, 1: 1.0})
    found = programme.solved()
    assert (sum(found.whole), found.worth) == (3, 3)
    assert found.bound >= found.worth
