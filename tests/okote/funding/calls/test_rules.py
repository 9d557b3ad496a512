"""When a call takes applications, and what of it may still change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from okote.funding.calls.rules import (
    CallClosedError,
    CallDetails,
    CallNotOpenError,
    CallOverError,
    CallPublishedError,
    CallReversedError,
    Dates,
    Standing,
    check_days,
    listed,
)

OPENS, CLOSES = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def dates(*, published=True):
    return Dates("Se nourrir d’ici", OPENS, CLOSES, published)


@pytest.mark.parametrize(
    ("at", "standing", "refusal"),
    [
        (OPENS - INSTANT, Standing.COMING, CallNotOpenError),
        (OPENS, Standing.OPEN, None),
        (CLOSES - INSTANT, Standing.OPEN, None),
        (CLOSES, Standing.OVER, CallClosedError),
    ],
)
def test_it_takes_applications_from_its_first_instant_until_its_end(at, standing, refusal):
    assert dates().standing(at) is standing
    if refusal is None:
        dates().check_takes_applications(at)
        return
    with pytest.raises(refusal) as refused:
        dates().check_takes_applications(at)
    assert refused.value.parameters["title"] == "Se nourrir d’ici"


def test_a_draft_takes_none_whatever_its_dates_say():
    assert dates(published=False).standing(OPENS) is Standing.DRAFT
    with pytest.raises(CallNotOpenError):
        dates(published=False).check_takes_applications(OPENS)


def test_it_is_published_once_and_while_somebody_can_answer_it():
    dates(published=False).check_publishable(CLOSES - INSTANT)
    with pytest.raises(CallOverError) as refused:
        dates(published=False).check_publishable(CLOSES)
    assert refused.value.parameters == {"last_minute": CLOSES - timedelta(minutes=1)}
    with pytest.raises(CallPublishedError):
        dates().check_publishable(OPENS)


@pytest.mark.parametrize(("last", "fits"), [(date(2026, 3, 1), True), (date(2026, 2, 28), False)])
def test_one_day_is_enough_and_none_is_too_few(last, fits):
    details = CallDetails("Se nourrir d’ici", "Pour tous.", "Utile", date(2026, 3, 1), last)
    if fits:
        check_days(details)
        return
    with pytest.raises(CallReversedError):
        check_days(details)


def test_criteria_are_lines_whatever_stands_before_them():
    assert listed("- Utile\n\n  • Ouvert à tous \n*\nD’ici") == ["Utile", "Ouvert à tous", "D’ici"]
