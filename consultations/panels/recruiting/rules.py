"""What volunteers say of themselves, how they are reached, and the codes that letters bring."""

import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from consultations.eligibility.codes.rules import grouped, plain
from consultations.panels.rules import FeatureDetails
from payments.errors import DomainError

ADDRESS_MOST = 300
GUARDIAN_MOST = 200
TELEPHONE_MOST = 40
NUMBERS = 10**12
CODES_MOST = 2_000

KEPT_AFTER_THE_END = timedelta(days=30)
KEPT_UNDRAWN = timedelta(days=365)
"""After the call has closed, where nobody said that the panel has ended."""


class AlreadyVolunteerError(DomainError):
    """Nobody is in a pool twice."""

    code = "volunteer_already"


class UnreachableError(DomainError):
    """An e-mail address, a telephone number or a postal address: one is needed."""

    code = "volunteer_unreachable"


class ConsentMissingError(DomainError):
    """Nobody is in a pool who has not agreed to it."""

    code = "volunteer_consent"


class ValueUnknownError(DomainError):
    """Parameter: `feature`, of which one of its values is needed."""

    code = "volunteer_value"


class LetterCodeUnknownError(DomainError):
    """No letter of this panel has that code."""

    code = "letter_code_unknown"


class LetterCodeUsedError(DomainError):
    """Somebody volunteered with it already: what they said can be changed with the same code."""

    code = "letter_code_used"


class VolunteerSeatedError(DomainError):
    """They were drawn with what they said: quotas count it for as long as they sit."""

    code = "volunteer_seated"


class CodesMadeError(DomainError):
    """Parameter: `most`, of codes that a panel may have."""

    code = "letter_codes_too_many"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of themselves; `attributes` by the name of each feature."""

    name: str
    email: str | None = None
    telephone: str | None = None
    address: str | None = None
    own_service_id: UUID | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    guardian: str | None = None
    """Who agrees for whoever is not of age, and how they are reached."""
    household: str | None = None
    """As a list says it; made of the address otherwise."""


def check_said(said: Said, features: Sequence[FeatureDetails]) -> None:
    """UnreachableError, ValueUnknownError."""
    if not (said.email or said.telephone or said.address):
        raise UnreachableError
    for feature in features:
        if said.attributes.get(feature.name) not in {one.value for one in feature.quotas}:
            raise ValueUnknownError(feature=feature.name)


def household(said: Said) -> str | None:
    """Of the same for whoever lives together, however they write their address; None where nobody knows."""
    written = said.household or said.address or ""
    decomposed = unicodedata.normalize("NFKD", written.casefold())
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    return " ".join(re.findall(r"\w+", plain))[:ADDRESS_MOST] or None


def private_number() -> int:
    return secrets.randbelow(NUMBERS)


def code_typed(typed: str) -> str:
    """As it was printed, whatever the case and the spaces; LetterCodeUnknownError where it can be none."""
    code = plain(typed)
    if code is None:
        raise LetterCodeUnknownError
    return grouped(code)


def version_of(consent: str) -> str:
    """Which sentence somebody agreed to."""
    return sha256(consent.encode()).hexdigest()
