"""For whom somebody gives who gives in another name than their own: a company, an association."""

from dataclasses import dataclass, replace

from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind, parse_identifier
from payments.errors import DomainError

SIREN_DIGITS = 9


class BodyNotBoundError(DomainError):
    """Who gives in the name of a body declares that they may."""

    code = "body_not_bound"


@dataclass(frozen=True, slots=True)
class Body:
    """Two of the same identifier are one donor where one person gives for both, whatever they call it."""

    name: str
    legal_form: str
    identifier: HolderIdentifier


def body_identifier(typed: str) -> HolderIdentifier:
    """Of the body itself: of an establishment (SIRET), the company that it belongs to."""
    return the_body(parse_identifier(typed))


def the_body(found: HolderIdentifier) -> HolderIdentifier:
    """The first nine digits of an establishment's number are its company's SIREN."""
    if found.kind is not IdentifierKind.SIRET:
        return found
    return replace(found, kind=IdentifierKind.SIREN, number=found.number[:SIREN_DIGITS])


def check_bound(*, declared: bool) -> None:
    """A plain declaration, as no register says who may sign for every kind of body."""
    if not declared:
        raise BodyNotBoundError
