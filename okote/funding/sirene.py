"""Numbers of Sirene, the register of companies and establishments, and the check digit in each (INSEE)."""

import re

from payments.errors import DomainError

LA_POSTE = "356000000"
"""Its establishments outgrew the checksum: a sum of digits that 5 divides is accepted (INSEE)."""


class SirenError(DomainError):
    """A SIREN has nine digits, the last of which checks the others."""

    code = "siren_malformed"


class SiretError(DomainError):
    """A SIRET has fourteen digits, of which the first nine and all are sound."""

    code = "siret_malformed"


class SiretOfAnotherError(DomainError):
    """It does not begin with the SIREN beside it."""

    code = "siret_of_another"


def is_sound(digits: str) -> bool:
    """Whether nine or fourteen digits are what the register could have given."""
    of_la_poste = digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0
    return _luhn(digits[:9]) and (_luhn(digits) or of_la_poste)


def grouped(digits: str) -> str:
    """As people read them: by three, and the last five of a SIRET together."""
    return "\u202f".join(filter(None, (digits[:3], digits[3:6], digits[6:9], digits[9:])))


def read_siren(typed: str | None) -> str | None:
    """As nine digits, spaces aside; None where nothing was typed. SirenError."""
    digits = "".join((typed or "").split())
    if not digits:
        return None
    if not re.fullmatch("[0-9]{9}", digits) or not is_sound(digits):
        raise SirenError
    return digits


def read_siret(typed: str | None, *, siren: str | None = None) -> str | None:
    """As fourteen digits, spaces aside; None where nothing was typed. SiretError, SiretOfAnotherError."""
    digits = "".join((typed or "").split())
    if not digits:
        return None
    if not re.fullmatch("[0-9]{14}", digits) or not is_sound(digits):
        raise SiretError
    if siren is not None and digits[:9] != siren:
        raise SiretOfAnotherError
    return digits


def _luhn(digits: str) -> bool:
    """Every second digit from the right doubled, digits of the doubles summed, a multiple of ten."""
    odd = sum(int(digit) for digit in digits[::-2])
    even = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (odd + even) % 10 == 0
