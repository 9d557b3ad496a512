"""Names of backups, segments of the log, and what is still needed of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from okote.serving.backup import rules
from okote.serving.backup.errors import BackupError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MEGABYTE = 2**20
SIZES = some.sampled_from([MEGABYTE, 16 * MEGABYTE, 1024 * MEGABYTE])


def segment(number, *, timeline=1, size=16 * MEGABYTE):
    high, low = divmod(number, 2**32 // size)
    return f"{timeline:08X}{high:08X}{low:08X}"


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("20260301T120000Z", True),
        ("20260301T120000", False),
        ("20261301T120000Z", False),
        ("20260301T12000Z", False),
        ("archive-1234abcd", False),
    ],
)
def test_only_what_is_named_by_a_moment_is_a_backup(name, is_one):
    assert rules.is_backup(name) is is_one


def test_a_backup_is_named_by_its_moment_wherever_the_clock_stands():
    assert rules.name_of(NOON) == "20260301T120000Z"
    assert rules.name_of(datetime.fromisoformat("2026-03-01T13:00:00+01:00")) == "20260301T120000Z"


def test_the_oldest_go_and_nothing_else():
    names = ["20260303T000000Z", "lock", "20260301T000000Z", ".new", "20260302T000000Z", "my-own"]
    assert rules.outdated(names, kept=2) == ["20260301T000000Z"]
    assert rules.outdated(names, kept=3) == []


@given(some.integers(0, 2**20), SIZES)
def test_each_segment_has_one_after_it(number, size):
    assert rules.following(segment(number, size=size), size) == segment(number + 1, size=size)


@pytest.mark.parametrize(
    ("there", "run", "lacking"),
    [
        ([3, 4, 5], [3, 4, 5], None),
        ([1, 2, 3], [3], None),
        ([3, 4, 6], [3, 4], 5),
        ([4, 5], [], 3),
        ([], [], 3),
    ],
)
def test_a_log_is_followed_as_far_as_nothing_lacks(there, run, lacking):
    size = 16 * MEGABYTE
    found = rules.followed(segment(3), {segment(number) for number in there}, size)
    assert found == ([segment(number) for number in run], lacking and segment(lacking))


def test_another_timeline_does_not_go_on_from_this_one():
    there = {segment(3), segment(9, timeline=2)}
    assert rules.followed(segment(3), there, 16 * MEGABYTE) == ([segment(3)], None)


def test_segments_before_the_first_that_any_backup_needs_are_superfluous():
    names = [
        f"{segment(1)}.gz",
        f"{segment(2)}.gz",
        f"{segment(3)}",
        f"{segment(4)}.partial",
        "00000002.history",
    ]
    assert rules.superfluous(names, [segment(3), segment(2)]) == [f"{segment(1)}.gz"]


def test_no_backup_leads_to_a_moment_before_its_end():
    rules.check_moment(NOON, NOON)
    with pytest.raises(BackupError, match=r"finished at 2026-03-01T12:00:00.* take an older one"):
        rules.check_moment(NOON - timedelta(microseconds=1), NOON)
