"""Pledges of those who work for the holder or a partner: as the campaign was approved."""

import pytest

from okote.funding.pledges.rules import OwnPeopleRefusedError, check_own_people, counted
from okote.funding.terms.rules import OwnPeople


@pytest.mark.parametrize(
    ("rule", "own", "expected"),
    [
        (OwnPeople.MATCHED, True, True),
        (OwnPeople.UNMATCHED, True, False),
        (OwnPeople.REFUSED, True, False),
        *((rule, False, True) for rule in OwnPeople),
    ],
)
def test_partners_add_to_what_others_give_and_to_theirs_where_the_terms_say_so(rule, own, expected):
    assert counted(rule, own=own) is expected


def test_where_the_terms_refuse_it_their_own_people_cannot_give():
    for rule in OwnPeople:
        check_own_people(rule, own=False)
    for rule in (OwnPeople.MATCHED, OwnPeople.UNMATCHED):
        check_own_people(rule, own=True)
    with pytest.raises(OwnPeopleRefusedError) as refused:
        check_own_people(OwnPeople.REFUSED, own=True)
    assert refused.value.code == "own_people_refused"
