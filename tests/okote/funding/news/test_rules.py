"""When news may be told, and until when it is its author's."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from okote.funding.campaigns.rules import CampaignState
from okote.funding.news.rules import (
    NewsFinalError,
    NewsRefusedError,
    check_correctable,
    check_takes_news,
    correctable,
)

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
AUTHOR, OTHER = uuid4(), uuid4()
INSTANT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("state", CampaignState)
def test_news_is_told_once_people_see_the_campaign(state):
    if state in {"draft", "in_review", "scheduled", "cancelled"}:
        with pytest.raises(NewsRefusedError):
            check_takes_news(state)
    else:
        check_takes_news(state)


@pytest.mark.parametrize(
    ("by", "hidden", "after", "possible"),
    [
        (AUTHOR, False, timedelta(), True),
        (AUTHOR, False, HOUR - INSTANT, True),
        (AUTHOR, False, HOUR, False),
        (AUTHOR, True, timedelta(), False),
        (OTHER, False, timedelta(), False),
    ],
)
def test_its_author_corrects_it_within_the_hour(by, hidden, after, possible):
    assert correctable(AUTHOR, AT, hidden=hidden, by=by, at=AT + after) is possible
    if possible:
        check_correctable(AUTHOR, AT, hidden=hidden, by=by, at=AT + after)
    else:
        with pytest.raises(NewsFinalError):
            check_correctable(AUTHOR, AT, hidden=hidden, by=by, at=AT + after)
