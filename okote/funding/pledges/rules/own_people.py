"""What becomes of what the holder's or a partner's own people give."""

from okote.funding.terms.rules import OwnPeople
from payments.errors import DomainError


class OwnPeopleRefusedError(DomainError):
    code = "own_people_refused"


def counted(rule: OwnPeople, *, own: bool) -> bool:
    """Whether partners add to such a pledge, and conditions see it."""
    return not own or rule is OwnPeople.MATCHED


def check_own_people(rule: OwnPeople, *, own: bool) -> None:
    """A territory may refuse what could set off somebody's own match (funding.md, 5.8)."""
    if own and rule is OwnPeople.REFUSED:
        raise OwnPeopleRefusedError
