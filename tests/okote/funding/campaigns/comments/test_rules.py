"""Beside which line a comment stands, also once the others have moved."""

import pytest

from okote.funding.campaigns.comments.rules import (
    CommentTooLateError,
    UnknownLineError,
    check_commentable,
    excerpt_of,
    stands_beside,
)
from okote.funding.campaigns.rules import CampaignState

BUDGET = ["Autoclave", "Bocaux"]


@pytest.mark.parametrize(("line", "excerpt"), [("story", ""), ("line-0", "Autoclave"), ("line-1", "Bocaux")])
def test_a_line_of_the_budget_is_known_by_its_words(line, excerpt):
    assert excerpt_of(line, BUDGET) == excerpt


@pytest.mark.parametrize("line", ["line-2", "line--1", "line-x", "state", ""])
def test_there_is_nothing_to_say_of_a_line_that_is_not_there(line):
    with pytest.raises(UnknownLineError):
        excerpt_of(line, BUDGET)


@pytest.mark.parametrize(
    ("line", "excerpt", "where"),
    [
        ("story", "", "story"),
        ("line-0", "Autoclave", "line-1"),
        ("line-2", "Étiquettes", "budget"),
    ],
)
def test_a_comment_follows_its_line(line, excerpt, where):
    assert stands_beside(line, excerpt, ["Bocaux", "Autoclave"]) == where


@pytest.mark.parametrize("state", CampaignState)
def test_words_are_commented_on_while_they_may_change(state):
    if state in {CampaignState.DRAFT, CampaignState.IN_REVIEW}:
        check_commentable(state)
    else:
        with pytest.raises(CommentTooLateError):
            check_commentable(state)
