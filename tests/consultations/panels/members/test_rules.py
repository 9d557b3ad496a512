"""Who is called next, until when one answers, and when one is reminded."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from consultations.panels.members.links import answer_token, calendar_token
from consultations.panels.members.rules import (
    ANSWER_MOST,
    FREED,
    REMIND_BEFORE,
    AnswerDayError,
    Place,
    SeatState,
    answer_by,
    check_answer_day,
    is_silent,
    next_reserve,
    reminds,
    seated,
    vacancies,
)

DAY = timedelta(days=1)
TODAY = date(2026, 5, 4)
WAITING, INVITED, ACCEPTED = SeatState.WAITING, SeatState.INVITED, SeatState.ACCEPTED


def place(number, stratum="a", rank=0, state=ACCEPTED, *, invited=True, replaces=None):
    key = None if replaces is None else UUID(int=replaces)
    return Place(UUID(int=number), stratum, rank, state, invited, key)


def waiting(number, rank, stratum="a"):
    return place(number, stratum, rank, WAITING, invited=False)


@pytest.mark.parametrize("state", sorted(FREED))
def test_a_freed_seat_is_vacant_until_somebody_took_it_over(state):
    freed = place(1, state=state)
    assert vacancies([freed, waiting(2, 1)]) == [freed]
    assert vacancies([freed, place(2, rank=1, state=INVITED, replaces=1)]) == []
    again = place(2, rank=1, state=SeatState.SILENT, replaces=1)
    assert vacancies([freed, again]) == [again]


def test_a_reserve_who_no_longer_waits_leaves_no_seat():
    left = place(2, rank=1, state=SeatState.DROPPED, invited=False)
    assert vacancies([place(1), left]) == []
    barred = place(3, state=SeatState.DROPPED, invited=False)
    assert vacancies([barred]) == [barred], "who was drawn leaves one, invited or not"


def test_the_next_reserve_is_the_first_of_that_stratum():
    others = [waiting(3, 2), waiting(2, 1), waiting(4, 1, "b"), place(5, rank=0)]
    assert next_reserve(others, "a") == waiting(2, 1)
    assert next_reserve(others, "c") is None


class Calling(RuleBasedStateMachine):
    """Whatever people answer, in whatever order, seats go to reserves of the same stratum in their order."""

    @initialize(seats=st.integers(1, 4), reserves=st.lists(st.sampled_from("ab"), max_size=8))
    def draw(self, seats, reserves):
        self.size = seats
        drawn = [place(number, "ab"[number % 2], 0, INVITED) for number in range(seats)]
        ranks = {"a": 0, "b": 0}
        self.places = {one.id: one for one in drawn}
        for number, stratum in enumerate(reserves, start=seats):
            ranks[stratum] += 1
            one = waiting(number, ranks[stratum], stratum)
            self.places[one.id] = one

    def _move(self, one, state, **changes):
        kept = {"invited": one.invited, "replaces": one.replaces} | changes
        self.places[one.id] = Place(one.id, one.stratum, one.rank, state, **kept)

    def _fill(self):
        for freed in vacancies(self.places.values()):
            following = next_reserve(self.places.values(), freed.stratum)
            if following is not None and seated(self.places.values()) < self.size:
                self._move(following, INVITED, invited=True, replaces=freed.id)

    @precondition(lambda self: any(one.state is INVITED for one in self.places.values()))
    @rule(data=st.data(), state=st.sampled_from([ACCEPTED, SeatState.DECLINED, SeatState.SILENT]))
    def answer(self, data, state):
        asked = [one for one in self.places.values() if one.state is INVITED]
        self._move(data.draw(st.sampled_from(asked)), state)
        self._fill()

    @precondition(lambda self: any(one.state in {ACCEPTED, WAITING} for one in self.places.values()))
    @rule(data=st.data())
    def drop_out(self, data):
        here = [one for one in self.places.values() if one.state in {ACCEPTED, WAITING}]
        self._move(data.draw(st.sampled_from(here)), SeatState.DROPPED)
        self._fill()

    @rule()
    def look_again(self):
        """Nothing has changed: nobody is called twice."""
        before = dict(self.places)
        self._fill()
        assert self.places == before

    @invariant()
    def no_more_than_there_are_seats(self):
        assert seated(self.places.values()) + len(vacancies(self.places.values())) == self.size

    @invariant()
    def nobody_waits_while_a_seat_of_theirs_is_free(self):
        for freed in vacancies(self.places.values()):
            assert next_reserve(self.places.values(), freed.stratum) is None

    @invariant()
    def nobody_is_called_before_one_who_waits(self):
        for called in (one for one in self.places.values() if one.rank and one.invited):
            following = next_reserve(self.places.values(), called.stratum)
            assert following is None or following.rank > called.rank


TestCalling = Calling.TestCase


@given(st.integers(0, 40))
def test_whoever_is_reminded_is_so_before_the_last_day_is_over(days):
    last = answer_by(TODAY)
    today = TODAY + days * DAY
    assert is_silent(last, today) == (days > 10)
    assert reminds(last, TODAY, today) == (7 <= days <= 10)
    assert not (is_silent(last, today) and reminds(last, TODAY, today))


def test_nobody_is_reminded_on_the_day_of_the_invitation():
    last = TODAY + REMIND_BEFORE
    assert not reminds(last, TODAY, TODAY)
    assert reminds(last, TODAY, TODAY + DAY)


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (ANSWER_MOST.days, True), (61, False)])
def test_one_answers_until_a_day_that_is_to_come(days, fits):
    if fits:
        check_answer_day(TODAY + days * DAY, TODAY)
    else:
        with pytest.raises(AnswerDayError):
            check_answer_day(TODAY + days * DAY, TODAY)


def test_the_addresses_of_a_seat_are_its_own():
    seats = UUID(int=1), UUID(int=2)
    made = {make(key, seat) for make in (answer_token, calendar_token) for key in "kl" for seat in seats}
    assert len(made) == 8
    assert {len(one) for one in made} == {43}
    assert answer_token("k", seats[0]) == answer_token("k", seats[0])
