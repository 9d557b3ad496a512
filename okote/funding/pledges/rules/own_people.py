"""What becomes of what the holder's or a partner's own people give."""

from collections.abc import Collection

from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind
from okote.funding.pledges.rules.bodies import the_body
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


def is_own_body(body: HolderIdentifier, holder: HolderIdentifier, partners: Collection[str]) -> bool:
    """Whether the holder or one of the `partners`, by their SIREN, gives itself: a company that also
    matches is not counted twice (funding.md, 5.41).
    """
    return body == the_body(holder) or (body.kind is IdentifierKind.SIREN and body.number in partners)
