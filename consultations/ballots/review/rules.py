"""Which signs lead to a second look at open votes, and what may become of one that is set aside. Pure.

No sign looks at what was chosen: so nobody can have votes set aside for what they say.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from payments.errors import DomainError

WORDS_MOST = 1_000
CONTEST_MOST = 2_000

WAVE_LEAST = 10
"""Accounts that make a wave."""
WAVE_WITHIN = timedelta(hours=1)
"""In which they were opened."""
MAILBOX_LEAST = 5
"""Accounts whose mails come to one mailbox."""

CONTESTED_WITHIN = timedelta(days=7)
"""How long whoever's vote is set aside may contest it; the ballot is not closed before."""


class Sign(StrEnum):
    """Why votes are looked at again; each is told on the page of the ballot before anybody votes."""

    WAVE = "wave"
    MAILBOX = "mailbox"
    REVOKED = "revoked"


class Verdict(StrEnum):
    """What somebody else decided of a vote that was set aside."""

    UPHELD = "upheld"
    RESTORED = "restored"


class Stage(StrEnum):
    """Each follows from what was done and from the clock."""

    CONTESTABLE = "contestable"
    CONTESTED = "contested"
    UNCONTESTED = "uncontested"
    UPHELD = "upheld"
    RESTORED = "restored"


class NoSignError(DomainError):
    """Only a vote that shows a published sign, and is not set aside already, can be."""

    code = "review_no_sign"


class ReviewConflictError(DomainError):
    """Nobody decides on their own vote, nor on votes about an idea that they wrote."""

    code = "review_conflict"


class SameReviewerError(DomainError):
    """Whoever set a vote aside decides nothing on its contest."""

    code = "review_same"


class ReviewStateError(DomainError):
    """It was decided, contested or left uncontested meanwhile. Parameter: `stage`."""

    code = "review_state"


class ReviewLeftError(DomainError):
    """The ballot is not closed while somebody may still contest, or waits for an answer.

    Parameter: `number`, of votes.
    """

    code = "review_left"


@dataclass(frozen=True, slots=True)
class Voter:
    """What the signs look at. `shown` says that more than their own word shows where they live, or their age;
    `revoked` that the administration took back, since people vote, what had shown where they live.
    """

    person: UUID
    opened_at: datetime
    email: str | None
    shown: bool = False
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts that show a sign together, in the order in which they were opened."""

    sign: Sign
    people: Sequence[UUID]


class Aside(Protocol):
    """A vote that was set aside."""

    person_id: UUID
    at: datetime
    set_by: UUID
    told_at: datetime | None
    contested_at: datetime | None
    verdict: Verdict | None


def mailbox(email: str) -> str:
    """Where its mails come: what stands behind a plus sign is its owner's to choose."""
    name, _, host = email.strip().lower().partition("@")
    return f"{name.partition('+')[0]}@{host}"


def groups(voters: Collection[Voter], since: datetime) -> list[Group]:
    """All that show a sign, waves first; `since` is when the ballot was announced.

    Whoever has shown where they live, or their age, by a list, a letter or at the counter is one person, and
    in no wave and no mailbox.
    """
    known = sorted(voters, key=lambda one: (one.opened_at, one.person))
    unshown = [one for one in known if not one.shown]
    fresh = [one for one in unshown if one.opened_at >= since]
    revoked = [one.person for one in known if one.revoked]
    return [
        *(Group(Sign.WAVE, wave) for wave in _waves(fresh)),
        *(Group(Sign.MAILBOX, people) for people in _mailboxes(unshown)),
        *([Group(Sign.REVOKED, revoked)] if revoked else []),
    ]


def _waves(fresh: Sequence[Voter]) -> Iterator[list[UUID]]:
    """All that are among `WAVE_LEAST` opened within an hour, those whose hours overlap together."""
    wave: list[UUID] = []
    taken = 0
    for first in range(len(fresh) - WAVE_LEAST + 1):
        last = first + WAVE_LEAST
        if fresh[last - 1].opened_at - fresh[first].opened_at >= WAVE_WITHIN:
            continue
        if wave and first >= taken:
            yield wave
            wave = []
        wave += [one.person for one in fresh[max(first, taken) : last]]
        taken = last
    if wave:
        yield wave


def _mailboxes(unshown: Iterable[Voter]) -> Iterator[list[UUID]]:
    held: dict[str, list[UUID]] = {}
    for one in unshown:
        if one.email:
            held.setdefault(mailbox(one.email), []).append(one.person)
    return (people for _, people in sorted(held.items()) if len(people) >= MAILBOX_LEAST)


def signs_of(found: Iterable[Group]) -> Mapping[UUID, frozenset[Sign]]:
    """By person."""
    shown: dict[UUID, set[Sign]] = {}
    for group in found:
        for person in group.people:
            shown.setdefault(person, set()).add(group.sign)
    return {person: frozenset(signs) for person, signs in shown.items()}


def contested_until(at: datetime) -> datetime:
    """The first moment that is too late."""
    return at + CONTESTED_WITHIN


def stage(one: Aside, at: datetime) -> Stage:
    if one.verdict is not None:
        return Stage(one.verdict.value)
    if one.contested_at is not None:
        return Stage.CONTESTED
    return Stage.CONTESTABLE if at < contested_until(one.at) else Stage.UNCONTESTED


def counts(one: Aside) -> bool:
    """Whether the vote is counted after all."""
    return one.verdict is Verdict.RESTORED


def waits(one: Aside, at: datetime) -> bool:
    """Whether the ballot can't be closed yet: its voter is not told, may still contest, or has no answer."""
    told = one.told_at is not None or one.verdict is not None
    return not told or stage(one, at) in {Stage.CONTESTABLE, Stage.CONTESTED}


def check_left(found: Iterable[Aside], at: datetime) -> None:
    """ReviewLeftError."""
    left = sum(waits(one, at) for one in found)
    if left:
        raise ReviewLeftError(number=left)


def check_concerned(by: UUID, concerned: Collection[UUID]) -> None:
    """ReviewConflictError."""
    if by in concerned:
        raise ReviewConflictError


def check_signs(people: Collection[UUID], sign: Sign, found: Iterable[Group]) -> None:
    """Each shows that very sign. NoSignError."""
    shown = signs_of(found)
    if not people or any(sign not in shown.get(person, ()) for person in people):
        raise NoSignError


def check_contest(one: Aside, at: datetime) -> None:
    """Once, and in time. ReviewStateError."""
    found = stage(one, at)
    if found is not Stage.CONTESTABLE:
        raise ReviewStateError(stage=found)


def check_verdict(
    one: Aside, verdict: Verdict, *, by: UUID, concerned: Collection[UUID], at: datetime
) -> None:
    """A contest is decided by somebody else. Nobody need ask for a vote to be counted after all, which also
    whoever set it aside may see; without a contest there is nothing to uphold.

    ReviewConflictError, SameReviewerError, ReviewStateError.
    """
    check_concerned(by, concerned)
    found = stage(one, at)
    if found is Stage.CONTESTED and by == one.set_by:
        raise SameReviewerError
    undoes = verdict is Verdict.RESTORED and found in {Stage.CONTESTABLE, Stage.UNCONTESTED}
    if found is not Stage.CONTESTED and not undoes:
        raise ReviewStateError(stage=found)
