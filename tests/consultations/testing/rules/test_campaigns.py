"""A campaign is whole before anybody is invited, and the same for all once somebody has begun."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from consultations.testing.rules.campaigns import (
    TASKS_MOST,
    CampaignBegunError,
    CampaignDatesError,
    NamesLeftError,
    Plan,
    SameVersionError,
    TasksMissingError,
    check_change,
    check_comparable,
    check_opening,
)

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)

PLAN = Plan("canteen", 1, "Vous venez de déménager.", ("Inscrire votre enfant",), AT, AT + 10 * DAY)


def test_what_is_whole_may_open_from_that_very_moment_on():
    check_opening(PLAN, AT, names_removed=True)
    check_opening(replace(PLAN, tasks=("a",) * TASKS_MOST), AT - DAY, names_removed=True)


@pytest.mark.parametrize(
    ("changed", "at", "refusal"),
    [
        ({}, AT + INSTANT, CampaignDatesError),
        ({"closes": AT}, AT, CampaignDatesError),
        ({"tasks": ()}, AT, TasksMissingError),
        ({"tasks": ("a",) * (TASKS_MOST + 1)}, AT, TasksMissingError),
    ],
)
def test_what_is_not_whole_does_not_open(changed, at, refusal):
    with pytest.raises(refusal):
        check_opening(replace(PLAN, **changed), at, names_removed=True)


def test_nothing_is_tested_with_names_in_it():
    with pytest.raises(NamesLeftError):
        check_opening(PLAN, AT, names_removed=False)


@pytest.mark.parametrize(
    "changed",
    [{"version": 2}, {"procedure": "parking"}, {"scenario": "Autre."}, {"tasks": ("Autre",)}],
)
def test_once_somebody_has_begun_all_are_given_the_same(changed):
    check_change(PLAN, replace(PLAN, **changed), AT, begun=False)
    with pytest.raises(CampaignBegunError):
        check_change(PLAN, replace(PLAN, **changed), AT, begun=True)


def test_it_may_be_prolonged_until_its_end_and_never_shortened():
    longer = replace(PLAN, closes=PLAN.closes + DAY)
    check_change(PLAN, longer, PLAN.closes - INSTANT, begun=True)
    for changed, at in (
        (longer, PLAN.closes),
        (replace(PLAN, closes=PLAN.closes - DAY), AT),
        (replace(PLAN, opens=AT + DAY), AT),
    ):
        with pytest.raises(CampaignDatesError):
            check_change(PLAN, changed, at, begun=True)


def test_before_and_after_are_two_versions_of_one_procedure():
    check_comparable(PLAN, replace(PLAN, version=2, tasks=("Signer",)))
    for other in (PLAN, replace(PLAN, procedure="parking", version=2)):
        with pytest.raises(SameVersionError):
            check_comparable(PLAN, other)
