"""What the doctor says, one line each."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """`warn` is for whoever runs it to weigh; with a `fail` nobody should be let in."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """`says` is one sentence; where something is to be done, it says what."""

    level: Level
    about: str
    says: str


def ok(about: str, says: str) -> Finding:
    return Finding(Level.OK, about, says)


def warn(about: str, says: str) -> Finding:
    return Finding(Level.WARN, about, says)


def fail(about: str, says: str) -> Finding:
    return Finding(Level.FAIL, about, says)
