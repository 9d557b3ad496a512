"""A pass: for half an hour, somebody without an account goes from page to page until their vote is cast.

It stands in the form alone, sealed, and never in an address or a cookie: whoever comes to that browser next
has none of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from consultations.ballots.rules import Channel
from okote.platform.errors import DomainError
from okote.settings import Settings
from okote.web.seals import Seal

GOOD_FOR = timedelta(minutes=30)


class PassOverError(DomainError):
    """Its half hour is over, or we did not make it."""

    code = "ballot_pass"


@dataclass(frozen=True, slots=True)
class Pass:
    """Who votes without an account: `key` is a code's own number, or a line of the list."""

    ballot_id: UUID
    channel: Channel
    key: UUID


def sealed(settings: Settings, admitted: Pass, at: datetime) -> str:
    until = int((at + GOOD_FOR).timestamp())
    return _seal(settings).sealed(f"{admitted.ballot_id} {admitted.channel.value} {admitted.key} {until}")


def opened(settings: Settings, brought: str, ballot_id: UUID, at: datetime) -> Pass:
    """PassOverError."""
    words = _seal(settings).opened(brought)
    if words is None:
        raise PassOverError
    ballot, channel, key, until = words.split(" ")
    if UUID(ballot) != ballot_id or at.timestamp() >= int(until):
        raise PassOverError
    return Pass(ballot_id, Channel(channel), UUID(key))


def _seal(settings: Settings) -> Seal:
    return Seal(settings.secret_key, "ballot-pass")
