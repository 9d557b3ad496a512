"""Who may report, decide and appeal, in which order things are looked at, and what is held for a look.

The law is Regulation (EU) 2022/2065 on digital services: notices (article 16), statements of reasons
(article 17), complaints (article 20), misuse (article 23).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from payments.errors import DomainError

EXPLANATION_MOST = 2_000
FACTS_MOST = 2_000
RULE_MOST = 300
WORDS_MOST = 2_000
CONDUCT_MOST = 10_000
NAME_MOST = 120

NEW = timedelta(days=7)
"""How long an account is new: it writes and reports less, and what it links to is looked at first."""

APPEALED_WITHIN = timedelta(days=183)
"""At least six months (article 20, paragraph 1)."""

LONGEST_SUSPENSION = 180
"""Days; it is always for a reasonable time (article 23, paragraphs 1 and 2)."""


class Ground(StrEnum):
    """Why something should not stand there, as whoever reports it sees it."""

    CHILD_ABUSE = "child_abuse"
    THREAT = "threat"
    HATE = "hate"
    PRIVACY = "privacy"
    DEFAMATION = "defamation"
    FRAUD = "fraud"
    COPYRIGHT = "copyright"
    ILLEGAL = "illegal"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    CONDUCT = "conduct"


AGAINST_CONDUCT = frozenset({Ground.ADVERTISING, Ground.OFF_TOPIC, Ground.CONDUCT})
"""Against the rules of this site alone; all others are against the law."""

SEVERITY: Mapping[Ground, int] = {
    Ground.CHILD_ABUSE: 4,
    Ground.THREAT: 4,
    Ground.HATE: 3,
    Ground.PRIVACY: 3,
    Ground.DEFAMATION: 2,
    Ground.FRAUD: 2,
    Ground.COPYRIGHT: 2,
    Ground.ILLEGAL: 2,
    Ground.ADVERTISING: 1,
    Ground.OFF_TOPIC: 1,
    Ground.CONDUCT: 1,
}
"""What is looked at first: by what is at stake, and never by how many report it."""


class CameBy(StrEnum):
    """How a case came to the desk."""

    NOTICE = "notice"
    PROGRAM = "program"
    """Held because of a link from a new account: found by a program, decided by a person."""
    OWN = "own"
    """A moderator saw it."""


class Verdict(StrEnum):
    """What is decided: the first two about a content, the last two about somebody who is kept out."""

    KEPT = "kept"
    HIDDEN = "hidden"
    SUSPENDED = "suspended"
    LIFTED = "lifted"


class Bar(StrEnum):
    """What somebody who is suspended may not do meanwhile."""

    REPORTING = "reporting"
    WRITING = "writing"


class Side(StrEnum):
    """Whom a decision concerns."""

    AUTHOR = "author"
    NOTIFIER = "notifier"


class ConflictOfInterestError(DomainError):
    """Whoever wrote it, reported it, appealed, or works for the service that it is about never decides."""

    code = "moderation_conflict"


class DecidedAlreadyError(DomainError):
    """Somebody else was quicker."""

    code = "moderation_decided"


class SameModeratorError(DomainError):
    """An appeal goes to somebody who has decided nothing about it."""

    code = "moderation_same_moderator"


class NoAppealError(DomainError):
    """Not that side's to appeal, too late, or looked at a second time already."""

    code = "moderation_no_appeal"


class BarredError(DomainError):
    """`until`: the day on which it ends."""

    code = "moderation_barred"


class WhoReportsError(DomainError):
    """A name and an address are missing (article 16, paragraph 2, point c)."""

    code = "moderation_who"


class GoodFaithError(DomainError):
    """The statement is missing (article 16, paragraph 2, point d)."""

    code = "moderation_good_faith"


class OwnContentError(DomainError):
    """One's own is taken back, and not reported."""

    code = "moderation_own"


class GoneError(DomainError):
    """It is no longer kept: all that is left is to close the case."""

    code = "moderation_gone"


@dataclass(frozen=True, slots=True)
class Given:
    """A notice as somebody sends it; the name and the address are those of who has not signed in."""

    ground: Ground
    explanation: str
    good_faith: bool
    name: str = ""
    email: str = ""


def check_notice(given: Given, *, signed_in: bool) -> None:
    """GoodFaithError, WhoReportsError: but for the abuse of children, whoever reports says who they are."""
    if not given.good_faith:
        raise GoodFaithError
    if not signed_in and given.ground is not Ground.CHILD_ABUSE and not (given.name and given.email):
        raise WhoReportsError


@dataclass(frozen=True, slots=True)
class Statement:
    """What was found, on which ground, and by which article or rule (article 17, paragraph 3)."""

    verdict: Verdict
    facts: str
    ground: Ground | None = None
    rule: str = ""


def check_decides(by: UUID, concerned: Collection[UUID], before: Collection[UUID] = ()) -> None:
    """ConflictOfInterestError; SameModeratorError for whoever is among those who decided `before`."""
    if by in concerned:
        raise ConflictOfInterestError
    if by in before:
        raise SameModeratorError


def check_not_of_the_service(own: Collection[UUID], service: UUID | None) -> None:
    """ConflictOfInterestError."""
    if service in own:
        raise ConflictOfInterestError


AGAINST: Mapping[Verdict, Side] = {
    Verdict.HIDDEN: Side.AUTHOR,
    Verdict.SUSPENDED: Side.AUTHOR,
    Verdict.KEPT: Side.NOTIFIER,
}
"""Whose wish a decision refuses; a suspended notifier stands where authors do."""


def check_appeal(
    verdict: Verdict, decided_at: datetime, side: Side, appealed: Collection[Side], at: datetime
) -> None:
    """Each side once, of what went against it, within six months. NoAppealError."""
    if AGAINST.get(verdict) is not side or side in appealed or at >= decided_at + APPEALED_WITHIN:
        raise NoAppealError


def reversed_verdict(verdict: Verdict) -> Verdict:
    """What an appeal that is followed makes of it."""
    return {
        Verdict.HIDDEN: Verdict.KEPT,
        Verdict.KEPT: Verdict.HIDDEN,
        Verdict.SUSPENDED: Verdict.LIFTED,
    }[verdict]


def is_new(created_at: datetime, at: datetime) -> bool:
    """Whether an account is still new."""
    return at < created_at + NEW


_LINK = re.compile(
    r"://|\bwww\.|\bmailto:|\b[a-z0-9-]{2,}\.(?:com|net|org|fr|de|eu|io|info|biz|shop|site|online|top|xyz|ru|me)\b",
    re.IGNORECASE,
)


def has_links(text: str) -> bool:
    """Whether it leads anywhere, also where people write an address without its beginning."""
    return _LINK.search(text) is not None
