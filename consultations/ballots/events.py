"""What happens to a ballot, told in the transaction in which it happens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BallotAnnounced:
    """Everyone reads it from now on, and nobody changes it."""

    ballot: UUID


@dataclass(frozen=True, slots=True)
class BallotClosed:
    """Two people closed it: it can be counted."""

    ballot: UUID


@dataclass(frozen=True, slots=True)
class BallotPublished:
    """Everyone reads its result from now on."""

    ballot: UUID


@dataclass(frozen=True, slots=True)
class SignatureAsked:
    """One person asked to close it, or to publish its result: a second one is to sign."""

    approval: UUID


@dataclass(frozen=True, slots=True)
class LotNoted:
    """What was drawn at the public draw is known: a count that waited for it can go on."""

    ballot: UUID
