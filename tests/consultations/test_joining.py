"""What rooms hand up is added up; what there can be one of is never taken from two."""

import pytest

from consultations.joining import joined
from okote.feature import Feature


def handler(name):
    async def heard(_db, _event):
        return name

    return heard


def addressed(*paths):
    async def addresses(_db, _territory_id):
        return paths

    return addresses


async def test_all_that_rooms_hand_up_is_there_in_their_order():
    first, second = handler("first"), handler("second")
    whole = joined(
        "whole",
        Feature("a", subscriptions={str: (first,)}, messages={"a": "A."}, addresses=addressed("/a")),
        Feature("b", subscriptions={str: (second,), int: (first,)}, addresses=addressed("/b", "/c")),
    )
    assert whole.name == "whole"
    assert whole.subscriptions == {str: (first, second), int: (first,)}
    assert whole.messages == {"a": "A."}
    assert await whole.addresses(None, None) == ["/a", "/b", "/c"]


@pytest.mark.parametrize(
    "twice", [{"messages": {"a": "A."}}, {"impersonal": {"idea": "id"}}, {"story": handler("told")}]
)
def test_what_two_rooms_hand_up_under_one_name_is_refused(twice):
    with pytest.raises(ValueError, match=r"handed up twice|too many values"):
        joined("whole", Feature("a", **twice), Feature("b", **twice))
