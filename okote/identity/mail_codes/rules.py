"""How long a code is good for, how often it may be asked for and tried, and what counts as it."""

import secrets
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from okote.platform.errors import DomainError

DIGITS = 6
LASTS = timedelta(minutes=10)
MOST_TRIES = 5
"""With sixty codes a day, those who guess together at somebody's code find it once in nine years."""


class MailCodeWrongError(DomainError):
    code = "mail_code_wrong"


class MailCodeOverError(DomainError):
    """Too late, tried too often, or used."""

    code = "mail_code_over"


def new_code() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def code_hash(code: str, browser_secret: str) -> bytes:
    """Six digits alone would be guessed from their hash; the browser's 256 bits are not."""
    return sha256(f"{browser_secret}:{code}".encode()).digest()


def digits(typed: str) -> str:
    """A code as typed or pasted, without the spaces that the mail shows in it."""
    return "".join(character for character in typed if character in "0123456789")


def household(client: str) -> str:
    """Whose attempts count together: an IPv4 address, or the 64 bits that one IPv6 subscriber has."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else client
