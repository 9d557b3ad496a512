"""Codes that people type from paper: 80 random bits, of which what tells one from the next is no secret."""

import re
import secrets
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest

from payments.errors import DomainError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is taken for something else."""
LENGTH, MARK = 16, 5
"""Characters of a code, and how many of them say which one it is: 55 bits stay secret."""
SALT = 16
TRIES_MOST = 10
"""Of one mark, within a package: then it is good for nothing."""

_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


class PackageGoneError(DomainError):
    """It was downloaded already, or declared void: what is printed exists once."""

    code = "letters_gone"


class PackageVoidError(DomainError):
    """It was declared void before."""

    code = "letters_void"


class NobodyWaitsError(DomainError):
    """There is no letter to make."""

    code = "letters_none"


class LettersTooManyError(DomainError):
    """Parameter: `most`, that somebody may ask for in three months."""

    code = "letters_too_many"


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """As it is printed."""
    return grouped("".join(choose(ALPHABET) for _ in range(LENGTH)))


def grouped(code: str) -> str:
    """In groups of four that a person can type."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def plain(typed: str) -> str | None:
    """As it was printed, whatever the case, the spaces and look-alikes; None where it can be no code."""
    found = re.sub(r"[\s–-]", "", typed).upper().translate(_LOOKS_LIKE)
    return found if _CODE.fullmatch(found) else None


def mark(code: str) -> str:
    """By which its row is found."""
    return code[:MARK]


def sealed(code: str, salt: bytes) -> bytes:
    """What is kept of it."""
    return sha256(salt + code.encode()).digest()


def opens(code: str, salt: bytes, kept: bytes) -> bool:
    """Whether it is the one, told in the same time for any other."""
    return compare_digest(sealed(code, salt), kept)
