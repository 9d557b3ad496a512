"""Signs never look at what was chosen; whoever's vote is set aside is heard by somebody else, in time."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.ballots.review.rules import (
    CONTESTED_WITHIN,
    MAILBOX_LEAST,
    WAVE_LEAST,
    WAVE_WITHIN,
    Group,
    NoSignError,
    ReviewConflictError,
    ReviewLeftError,
    ReviewStateError,
    SameReviewerError,
    Sign,
    Stage,
    Verdict,
    Voter,
    check_contest,
    check_left,
    check_signs,
    check_verdict,
    counts,
    groups,
    mailbox,
    signs_of,
    stage,
    waits,
)

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEA, MEHDI, ANNA = (UUID(int=number) for number in (901, 902, 903))


def voter(number, minutes, email=None, **said):
    return Voter(UUID(int=number), SINCE + minutes * MINUTE, email, **said)


def people(*numbers):
    return [UUID(int=number) for number in numbers]


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("Lea+1@Exemple.test", "lea@exemple.test"),
        (" lea@exemple.test", "lea@exemple.test"),
        ("+@exemple.test", "@exemple.test"),
        ("lea", "lea@"),
    ],
)
def test_a_mailbox_is_what_stands_before_the_plus(email, expected):
    assert mailbox(email) == expected


def test_a_wave_is_of_new_accounts_opened_within_an_hour():
    wave = [voter(number, 6 * number) for number in range(WAVE_LEAST)]
    assert groups(wave, SINCE) == [Group(Sign.WAVE, people(*range(WAVE_LEAST)))]
    assert groups(wave[1:], SINCE) == []
    late = [*wave[:-1], voter(WAVE_LEAST - 1, 60)]
    assert groups(late, SINCE) == [], "the first moment after the hour is none of it"
    assert groups(wave, SINCE + MINUTE) == [], "who was there before the vote was announced is in none"
    shown = [*wave[:-1], voter(WAVE_LEAST - 1, 6, shown=True)]
    assert groups(shown, SINCE) == [], "nor whoever has shown where they live"


def test_waves_that_overlap_are_one_and_others_apart():
    first = [voter(number, 5 * number) for number in range(12)]
    second = [voter(100 + number, 600 + number) for number in range(WAVE_LEAST)]
    assert groups([*second, *first], SINCE) == [
        Group(Sign.WAVE, people(*range(12))),
        Group(Sign.WAVE, people(*range(100, 100 + WAVE_LEAST))),
    ]


def test_a_mailbox_of_many_accounts_and_what_was_revoked():
    one = [voter(number, -9000 * number, f"a+{number}@x.test") for number in range(1, MAILBOX_LEAST + 1)]
    family = [voter(50 + number, -9000 * number, "b@x.test") for number in range(MAILBOX_LEAST - 1)]
    moved = voter(99, -1, None, shown=True, revoked=True)
    found = groups([*one, *family, moved], SINCE)
    assert found == [
        Group(Sign.MAILBOX, people(*range(MAILBOX_LEAST, 0, -1))),
        Group(Sign.REVOKED, people(99)),
    ]
    assert signs_of(found)[UUID(int=99)] == {Sign.REVOKED}
    check_signs(people(1, 2), Sign.MAILBOX, found)
    for wrong, sign in (((1, 50), Sign.MAILBOX), ((1,), Sign.WAVE), ((), Sign.MAILBOX)):
        with pytest.raises(NoSignError):
            check_signs(people(*wrong), sign, found)


@given(st.lists(st.integers(0, 400), max_size=60))
def test_whoever_is_in_a_wave_is_among_ten_of_some_hour(minutes):
    voters = [voter(number, at) for number, at in enumerate(minutes)]
    found = {person for group in groups(voters, SINCE) for person in group.people}

    def crowded(one):
        starts = [each.opened_at for each in voters if one.opened_at - WAVE_WITHIN < each.opened_at]
        hours = [[o for o in voters if start <= o.opened_at < start + WAVE_WITHIN] for start in starts]
        return any(one in hour and len(hour) >= WAVE_LEAST for hour in hours)

    assert found == {one.person for one in voters if crowded(one)}
    listed = [person for group in groups(voters, SINCE) for person in group.people]
    assert len(listed) == len(found), "nobody stands in two waves"


def aside(**said):
    kept = {"told_at": SINCE, "contested_at": None, "verdict": None, **said}
    return SimpleNamespace(person_id=ANNA, at=SINCE, set_by=LEA, **kept)


ENDS = SINCE + CONTESTED_WITHIN


def test_it_can_be_contested_once_and_within_a_week():
    assert stage(aside(), ENDS - MINUTE) is Stage.CONTESTABLE
    assert stage(aside(), ENDS) is Stage.UNCONTESTED
    check_contest(aside(), ENDS - MINUTE)
    for one, at in (
        (aside(), ENDS),
        (aside(contested_at=SINCE), SINCE),
        (aside(verdict=Verdict.RESTORED), SINCE),
    ):
        with pytest.raises(ReviewStateError):
            check_contest(one, at)


@pytest.mark.parametrize(
    ("said", "at", "left"),
    [
        ({}, SINCE, True),
        ({}, ENDS, False),
        ({"told_at": None}, ENDS, True),
        ({"contested_at": SINCE}, ENDS, True),
        ({"contested_at": SINCE, "verdict": Verdict.UPHELD}, SINCE, False),
        ({"told_at": None, "verdict": Verdict.RESTORED}, SINCE, False),
    ],
)
def test_the_ballot_is_not_closed_while_one_waits(said, at, left):
    assert waits(aside(**said), at) is left
    if left:
        with pytest.raises(ReviewLeftError):
            check_left([aside(**said)], at)
    else:
        check_left([aside(**said)], at)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["contest", "upheld", "restored", "wait"]), st.sampled_from([LEA, MEHDI, ANNA])
    ),
    max_size=12,
)


@given(STEPS)
def test_whatever_people_do_nobody_judges_what_they_did_nor_unheard(steps):
    """It is left out at the end if another person than who set it aside said so, or nobody contested."""
    one, at, decided = aside(), SINCE, None
    for what, by in steps:
        try:
            if what == "wait":
                at += CONTESTED_WITHIN / 2
            elif what == "contest":
                check_contest(one, at)
                one.contested_at = at
            else:
                verdict = Verdict(what)
                check_verdict(one, verdict, by=by, concerned={ANNA}, at=at)
                one.verdict, decided = verdict, by
        except (ReviewStateError, ReviewConflictError, SameReviewerError):
            continue
    if decided is not None:
        assert decided != ANNA
        assert one.contested_at is None or decided != LEA
    if one.verdict is Verdict.UPHELD:
        assert (one.contested_at, decided) == (one.contested_at, MEHDI)
        assert one.contested_at is not None
    if not waits(one, at) and not counts(one):
        assert one.verdict is Verdict.UPHELD or (one.contested_at is None and at >= ENDS)
