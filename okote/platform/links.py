"""An address that somebody names on a page of ours: people follow it, the page never asks it."""

import re
from urllib.parse import urlsplit

from payments.errors import DomainError

LONGEST = 500

UNREACHABLE = ("localhost", "local", "internal", "home", "lan", "test", "invalid", "onion", "arpa")
"""Last parts of names that only somebody's own network answers to (RFC 6761, RFC 6762 and ICANN)."""

_SLIPPERY = re.compile(r"[\x00-\x20\x7f\\]")
"""What browsers drop or read as a slash, so that they would go elsewhere than it seems."""
_PRINTABLE = re.compile(r"[!-~]+")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""Where a name ends like that, browsers read it as a machine's number, `0x7f.1` too (WHATWG URL, 3.5)."""
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


class NotAPublicLinkError(DomainError):
    code = "not_a_public_link"


def public_link(typed: str) -> str:
    """The address as it is followed; NotAPublicLinkError for what is not a page of a public site.

    Over https, by a name that everyone's browser finds, on the usual port, and without a password in it.
    """
    try:
        parts = urlsplit(typed)
        name = host(typed)
        sound = parts.scheme == "https" and parts.port in {None, 443} and "@" not in parts.netloc
    except ValueError as error:
        raise NotAPublicLinkError from error
    rest = f"{parts.path}?{parts.query}#{parts.fragment}"
    if not sound or _SLIPPERY.search(typed) or not _PRINTABLE.fullmatch(rest) or not _is_public(name):
        raise NotAPublicLinkError
    return typed


def host(link: str) -> str:
    """The site, by the name that browsers ask for: a name that only looks like another shows."""
    name = urlsplit(link).hostname or ""
    return name.encode("idna").decode("ascii") if name else ""


def _is_public(name: str) -> bool:
    labels = name.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    return labels[-1] not in UNREACHABLE and not _NUMBER.fullmatch(labels[-1])
