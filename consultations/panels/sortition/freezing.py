"""The pool as it stood when it was frozen: private numbers, one text of all of it, and the hash of that.

The hash is published before the public draw, so that nobody can be added or left out after it; the salt and
the pool stay with the organisers, and whoever is sworn to check the draw gets them. Nobody finds a neighbour
in what is published by trying names or attributes, since numbers and hash are of the salt as well.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

from consultations.panels.sortition.rules import Candidate, Pool, Wanted

DIGITS = 12
"""Of a private number: still read aloud, and long enough that a pool of thousands rarely shares one."""


@dataclass(frozen=True)
class Frozen:
    """`numbers` are by id: each tells only its own person who they are in the report."""

    pool: Pool
    wanted: Wanted
    salt: str
    numbers: Mapping[str, str]
    text: str
    """JSON by lines: the salt, the features, then each number in order with its values and household."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def frozen(pool: Pool, wanted: Wanted, salt: str, numbers: Mapping[str, str] | None = None) -> Frozen:
    """With the private numbers that people have already; else each gets one of their id and the salt."""
    known = _numbers(pool, salt) if numbers is None else numbers
    people = sorted(
        (known[one.id], *one.values, _keyed(salt, "household", one.household or one.id)) for one in pool
    )
    lines = [("salt", salt), ("number", *wanted.features, "household"), *people]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return Frozen(pool, wanted, salt, known, text)


def thawed(text: str, wanted: Wanted) -> Frozen:
    """The pool that such a text is of, people by their numbers: all that is needed to draw again.

    Raises ValueError where it is the text of no pool, or was frozen for other features.
    """
    head, features, *people = [json.loads(line) for line in text.split("\n")[:-1]]
    if head[0] != "salt" or tuple(features) != ("number", *wanted.features, "household"):
        raise ValueError("this pool was frozen for other features")
    pool = [Candidate(number, tuple(values), household) for number, *values, household in people]
    return Frozen(pool, wanted, head[1], {one.id: one.id for one in pool}, text)


def spoken(number: int) -> str:
    """A private number as people read it: twelve digits in threes."""
    digits = f"{number:0{DIGITS}d}"
    return "-".join(digits[at : at + 3] for at in range(0, DIGITS, 3))


def _numbers(pool: Pool, salt: str) -> dict[str, str]:
    """One each, of twelve digits in threes; where two would have the same, the later id tries again."""
    found: dict[str, str] = {}
    for one in sorted(pool, key=lambda one: one.id):
        attempt = 0
        while (number := _number(salt, f"{one.id}\n{attempt}")) in found:
            attempt += 1
        found[number] = one.id
    return {person: number for number, person in found.items()}


def _number(salt: str, of: str) -> str:
    return spoken(int(_keyed(salt, "number", of), 16) % 10**DIGITS)


def _keyed(salt: str, purpose: str, of: str) -> str:
    return hmac.new(salt.encode(), f"{purpose}\n{of}".encode(), hashlib.sha256).hexdigest()
