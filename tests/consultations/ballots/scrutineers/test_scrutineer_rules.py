"""Who may be named for a ballot, and in which quality they stand."""

from uuid import uuid4

import pytest

from consultations.ballots.scrutineers.rules import (
    MOST,
    ScrutineerKnownError,
    ScrutineerOwnError,
    ScrutineerRoleError,
    ScrutineersMostError,
    check_confirms,
    check_named,
    stands,
)

LEA, JEANNE = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("who", "already", "refused"),
    [
        ("lea@exemple.test", 1, ScrutineerOwnError),
        ("jeanne@exemple.test", 1, ScrutineerKnownError),
        ("paul@exemple.test", MOST, ScrutineersMostError),
        ("paul@exemple.test", MOST - 1, None),
    ],
)
def test_nobody_names_themselves_or_somebody_twice_or_a_crowd(who, already, refused):
    known, own = frozenset({"jeanne@exemple.test"}), frozenset({"lea@exemple.test"})
    if refused is None:
        check_named(known, who, named_by=own, already=already)
        return
    with pytest.raises(refused):
        check_named(known, who, named_by=own, already=already)


@pytest.mark.parametrize(
    ("person", "email", "role", "refused"),
    [
        (LEA, "autre@exemple.test", False, ScrutineerOwnError),
        (JEANNE, "lea@exemple.test", False, ScrutineerOwnError),
        (JEANNE, "jeanne@exemple.test", True, ScrutineerRoleError),
        (JEANNE, "jeanne@exemple.test", False, None),
        (JEANNE, None, False, None),
    ],
)
def test_whoever_says_yes_is_somebody_else_and_from_outside(person, email, role, refused):
    said = {"named_by": LEA, "their_email": "lea@exemple.test", "holds_role": role}
    if refused is None:
        check_confirms(person, email, **said)
        return
    with pytest.raises(refused):
        check_confirms(person, email, **said)


@pytest.mark.parametrize(
    ("outside", "role", "expected"),
    [(True, False, True), (True, True, False), (False, True, True), (False, False, False)],
)
def test_from_outside_without_a_role_a_deputy_with_one(outside, role, expected):
    assert stands(outside=outside, holds_role=role) is expected
