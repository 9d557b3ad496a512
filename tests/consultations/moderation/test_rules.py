"""Who may report, decide and appeal; what is held: pure, by tables."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.moderation import rules
from consultations.moderation.rules import (
    AGAINST_CONDUCT,
    APPEALED_WITHIN,
    NEW,
    SEVERITY,
    ConflictOfInterestError,
    Given,
    GoodFaithError,
    Ground,
    NoAppealError,
    SameModeratorError,
    Side,
    Verdict,
    WhoReportsError,
    check_appeal,
    check_decides,
    check_notice,
    has_links,
    is_new,
    reversed_verdict,
)

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ground", "good_faith", "name", "email", "signed_in", "refused"),
    [
        (Ground.HATE, True, "", "", True, None),
        (Ground.HATE, True, "Ada", "ada@exemple.test", False, None),
        (Ground.HATE, True, "", "ada@exemple.test", False, WhoReportsError),
        (Ground.HATE, True, "Ada", "", False, WhoReportsError),
        (Ground.CHILD_ABUSE, True, "", "", False, None),  # article 16, paragraph 2, point c
        (Ground.CHILD_ABUSE, False, "", "", False, GoodFaithError),
        (Ground.HATE, False, "Ada", "ada@exemple.test", True, GoodFaithError),
    ],
)
def test_a_notice_says_who_and_in_good_faith(ground, good_faith, name, email, signed_in, refused):
    notice = Given(ground, "Là.", good_faith, name, email)
    if refused is None:
        check_notice(notice, signed_in=signed_in)
    else:
        with pytest.raises(refused):
            check_notice(notice, signed_in=signed_in)


def test_each_ground_has_its_severity_and_what_breaks_the_law_comes_first():
    assert set(SEVERITY) == set(Ground)
    assert max(SEVERITY[one] for one in AGAINST_CONDUCT) < min(
        SEVERITY[one] for one in set(Ground) - AGAINST_CONDUCT
    )


def test_nobody_decides_on_their_own_nor_twice():
    me, other = uuid4(), uuid4()
    check_decides(me, {other}, {other})
    with pytest.raises(ConflictOfInterestError):
        check_decides(me, {me, other})
    with pytest.raises(SameModeratorError):
        check_decides(me, {other}, {me})
    with pytest.raises(ConflictOfInterestError):
        rules.check_not_of_the_service([me], me)
    rules.check_not_of_the_service([me], None)


@pytest.mark.parametrize(
    ("verdict", "side", "appealed", "later", "allowed"),
    [
        (Verdict.HIDDEN, Side.AUTHOR, set(), timedelta(), True),
        (Verdict.HIDDEN, Side.NOTIFIER, set(), timedelta(), False),
        (Verdict.KEPT, Side.NOTIFIER, set(), timedelta(), True),
        (Verdict.KEPT, Side.AUTHOR, set(), timedelta(), False),
        (Verdict.HIDDEN, Side.AUTHOR, {Side.AUTHOR}, timedelta(), False),  # looked at again already
        (Verdict.HIDDEN, Side.AUTHOR, {Side.NOTIFIER}, timedelta(), True),  # the other side's turned it round
        (Verdict.SUSPENDED, Side.AUTHOR, set(), timedelta(), True),
        (Verdict.LIFTED, Side.AUTHOR, set(), timedelta(), False),
        (Verdict.HIDDEN, Side.AUTHOR, set(), APPEALED_WITHIN - timedelta(seconds=1), True),
        (Verdict.HIDDEN, Side.AUTHOR, set(), APPEALED_WITHIN, False),
    ],
)
def test_each_side_appeals_once_what_went_against_it(verdict, side, appealed, later, allowed):
    if allowed:
        check_appeal(verdict, AT, side, appealed, AT + later)
    else:
        with pytest.raises(NoAppealError):
            check_appeal(verdict, AT, side, appealed, AT + later)


@given(st.data())
def test_appeals_about_one_content_end(data):
    """However both sides go on, nobody is asked more than three times."""
    verdict, appealed, looks = Verdict(data.draw(st.sampled_from(["kept", "hidden"]))), set(), 1
    while True:
        side = rules.AGAINST[verdict]
        try:
            check_appeal(verdict, AT, side, appealed, AT)
        except NoAppealError:
            break
        appealed.add(side)
        looks += 1
        if data.draw(st.booleans()):
            verdict = reversed_verdict(verdict)
    assert looks <= 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Voyez https://exemple.test/promo", True),
        ("www.exemple.test", True),
        ("Allez sur promo-pas-chere.shop !", True),
        ("mailto:vente@exemple.test", True),
        ("La côte est longue.Très longue.", False),
        ("Le bus n. 4, p. ex. à 8.30 h", False),
    ],
)
def test_links_are_found_also_without_their_beginning(text, found):
    assert has_links(text) is found


def test_an_account_is_new_for_a_week():
    assert is_new(AT, AT + NEW - timedelta(seconds=1))
    assert not is_new(AT, AT + NEW)
