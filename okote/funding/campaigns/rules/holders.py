"""How a holder is identified: by the RNA, by Sirene, or by the register of a court.

Associations of Bas-Rhin, Haut-Rhin and Moselle live under local law (civil code, art. 21 to 79): they
stand in the register of their court and have no RNA number, so none of the forms is ever required.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from okote.funding.sirene import grouped, is_sound
from payments.errors import DomainError


class IdentifierKind(StrEnum):
    RNA = "rna"
    SIREN = "siren"
    SIRET = "siret"
    COURT = "court"


class IdentifierMissingError(DomainError):
    code = "holder_identifier_missing"


class IdentifierUnknownError(DomainError):
    """What was typed has the shape of none of the four."""

    code = "holder_identifier_unknown"


class IdentifierChecksumError(DomainError):
    """Parameter: `kind`. A digit is wrong, or two were swapped."""

    code = "holder_identifier_checksum"


@dataclass(frozen=True, slots=True)
class HolderIdentifier:
    """`number` is canonical: spaces, capitals and wording aside, the same identifier is equal."""

    kind: IdentifierKind
    number: str

    def __str__(self) -> str:
        """As people read it: digits in groups, a court's register as it stands."""
        match self.kind:
            case IdentifierKind.SIREN | IdentifierKind.SIRET:
                return grouped(self.number)
            case _:
                return self.number


LONGEST = 200
"""Of what is typed, so that no pattern ever runs long."""

_COURT = r"(?P<court>[^\W\d_](?:[^\W\d_]|[ .'’-])*?)[ ,]*"
_VOLUME_AND_FOLIO = re.compile(
    _COURT + r"\b(?:vol(?:ume)?|band)\b[ .:]*(?:n[°o] *)?(?P<volume>0*[1-9][0-9]{0,3}|[ivxlc]{1,9})"
    r"[ ,/;-]*\b(?:fol(?:io)?|blatt)\b[ .:]*(?:n[°o] *)?(?P<folio>0*[1-9][0-9]{0,5})",
    re.IGNORECASE,
)
_AMALIA = re.compile(_COURT + r"\bamalia\b[ .:]*(?:n[°o] *)?(?P<number>[0-9a-z]{4,20})", re.IGNORECASE)
"""Since 2023 courts give this number instead of volume and folio; its form is not published
(alsacemouvementassociatif.org, "Registre des associations")."""

_COURT_TITLE = re.compile(
    r"^(?:tribunal )?(?:judiciaire|d['’]instance|de proximité)? ?(?:de |d['’])?", re.IGNORECASE
)


def parse_identifier(text: str) -> HolderIdentifier:
    """Recognise which of the four was typed, spaces and capitals aside, and check what can be checked."""
    typed = " ".join(text.split())
    if not typed:
        raise IdentifierMissingError
    if len(typed) > LONGEST:
        raise IdentifierUnknownError
    compact = typed.replace(" ", "").upper()
    if re.fullmatch(r"W[0-9]{9}", compact):
        return HolderIdentifier(IdentifierKind.RNA, compact)
    if re.fullmatch(r"[0-9]{9}|[0-9]{14}", compact):
        return _sirene(compact)
    return _court(typed)


def _sirene(digits: str) -> HolderIdentifier:
    kind = IdentifierKind.SIREN if len(digits) == 9 else IdentifierKind.SIRET
    if not is_sound(digits):
        raise IdentifierChecksumError(kind=kind)
    return HolderIdentifier(kind, digits)


def _court(typed: str) -> HolderIdentifier:
    if found := _VOLUME_AND_FOLIO.fullmatch(typed):
        entry = f"vol. {found['volume'].lstrip('0').upper()}, fol. {found['folio'].lstrip('0')}"
    elif found := _AMALIA.fullmatch(typed):
        entry = f"AMALIA {found['number'].upper()}"
    else:
        raise IdentifierUnknownError
    court = _COURT_TITLE.sub("", found["court"]).strip(" ,.:")
    if not 3 <= len(court) <= 60:
        raise IdentifierUnknownError
    named = court.title() if court.islower() or court.isupper() else court
    return HolderIdentifier(IdentifierKind.COURT, f"{named}, {entry}")
