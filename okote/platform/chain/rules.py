"""How a seal is made: SHA-256 over a text that anybody can write down again."""

from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

FIRST = bytes(32)
"""What stands for the hash before the first one."""


class Version(NamedTuple):
    """What a row was when it was written: `digest` is over all that it says, None where it was deleted."""

    id: int
    relation: str
    key: str
    digest: bytes | None


def sealed(previous: bytes, number: int, at: datetime, versions: Collection[Version]) -> bytes:
    """The hash of a seal: over the one before, its own number and moment, and each version on a line.

    No relation and no key holds white space, so that no two lists make one text. `okote.platform.chain`'s
    invariants write the same text in SQL.
    """
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    head = f"{number} {moment} {len(versions)} {previous.hex()}\n"
    return sha256("".join((head, *map(_line, sorted(versions)))).encode()).digest()


def _line(version: Version) -> str:
    digest = "-" if version.digest is None else version.digest.hex()
    return f"{version.id} {version.relation} {version.key} {digest}\n"


def shown(hash_: bytes) -> str:
    """In eights, as people compare it."""
    return hash_.hex(" ", 4)


def read(written: str) -> bytes | None:
    """The same from what somebody copied; None where it is no such hash."""
    try:
        found = bytes.fromhex(written)
    except ValueError:
        return None
    return found if len(found) == len(FIRST) else None
