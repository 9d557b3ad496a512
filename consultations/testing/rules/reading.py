"""Who may read what of a test, and when: testers are safe, and so is the service."""

from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from consultations.measures.statistics.suppression import may_tell
from payments.errors import DomainError

READING = timedelta(days=7)
"""How long the service reads the results before everyone does, unless the territory says otherwise."""


class Stage(IntEnum):
    """Where a campaign stands, in this order; only what its dates and counts say, kept nowhere."""

    PLANNED = 0
    GATHERING = 1
    REVIEW = 2
    """All have answered: somebody takes names out of what they wrote."""
    READING = 3
    """The service reads it, and may reply."""
    PUBLISHED = 4


class Reader(StrEnum):
    """In what capacity somebody reads."""

    EVERYONE = "everyone"
    TESTER = "tester"
    ELECTED = "elected"
    SERVICE = "service"
    ORGANISER = "organiser"


class Thing(StrEnum):
    """What there is to read; one's own answers besides, which each tester reads always."""

    PROGRESS = "progress"
    """How many have answered."""
    RESULTS = "results"
    """Of groups, never of one person."""
    WRITTEN = "written"
    """What testers wrote, as they wrote it."""
    REVIEWED = "reviewed"
    """The same and the findings, once somebody took out what tells who wrote."""
    REPLY = "reply"
    """What the service says to it."""


_FROM: dict[Thing, dict[Reader, Stage]] = {
    Thing.PROGRESS: {Reader.ORGANISER: Stage.GATHERING},
    Thing.RESULTS: {
        Reader.ORGANISER: Stage.READING,
        Reader.SERVICE: Stage.READING,
        Reader.ELECTED: Stage.READING,
    },
    Thing.WRITTEN: {Reader.ORGANISER: Stage.REVIEW},
    Thing.REVIEWED: {Reader.ORGANISER: Stage.READING, Reader.SERVICE: Stage.READING},
    Thing.REPLY: {Reader.ORGANISER: Stage.READING, Reader.SERVICE: Stage.READING},
}
"""From which stage on; everyone reads from publication on what they may read at all.

Organisers see who has sent their answers, and when. So they read no text that comes alone, nor results to
which one tester more may add: the difference would be that tester's.
"""

PUBLIC = frozenset({Thing.RESULTS, Thing.REVIEWED, Thing.REPLY})


def may_read(reader: Reader, thing: Thing, stage: Stage) -> bool:
    """Whether that reader sees it by now."""
    if thing in PUBLIC and stage is Stage.PUBLISHED:
        return True
    begins = _FROM[thing].get(reader)
    return begins is not None and stage >= begins


def reader(*, organises: bool, answers_for_it: bool, elected: bool, tests_it: bool) -> Reader:
    """In which capacity somebody reads who has several.

    Whoever works for the service that is tested reads as it does, even if they organise tests of others: so
    nobody learns who wrote what about their own. An organiser who is elected reads as elected members do.
    """
    if answers_for_it:
        return Reader.SERVICE
    if elected:
        return Reader.ELECTED
    if organises:
        return Reader.ORGANISER
    return Reader.TESTER if tests_it else Reader.EVERYONE


def everyone_answered(expected: int, complete: int) -> bool:
    """Whether all who are still on the panel have sent their answers."""
    return 0 < expected <= complete


class StillGatheringError(DomainError):
    """Not all have answered, and the campaign has not closed either."""

    code = "answers_still_come"


class TextsUnreadError(DomainError):
    """Nobody has taken out yet what tells who wrote them, of as many texts as `count` says."""

    code = "texts_unread"


class TooFewAnswersError(DomainError):
    """Of `complete` people instead of `least`, what each said would be known: nothing is told of it, ever."""

    code = "answers_too_few"


def check_handing_over(stage: Stage, *, complete: int, least: int, unread: int) -> None:
    """StillGatheringError, TooFewAnswersError, TextsUnreadError: before the service reads anything."""
    if stage < Stage.REVIEW:
        raise StillGatheringError
    if not may_tell(complete, least):
        raise TooFewAnswersError(complete=complete, least=least)
    if unread:
        raise TextsUnreadError(count=unread)


class StillReadingError(DomainError):
    """The service has until `until` to read and to reply."""

    code = "service_still_reads"


class NotReadingError(DomainError):
    """The service replies while it reads: what everyone has read stays."""

    code = "service_has_read"


def published_from(handed_over: datetime, period: timedelta, replied: datetime | None) -> datetime:
    """From when on results may be published: once the time is up, or once the service has replied."""
    time_up = handed_over + period
    return time_up if replied is None else min(time_up, max(replied, handed_over))


def check_publishable(at: datetime, begins: datetime) -> None:
    """StillReadingError."""
    if at < begins:
        raise StillReadingError(until=begins)


def stage_of(
    at: datetime,
    *,
    opens: datetime,
    closes: datetime,
    answered: bool,
    handed_over: datetime | None,
    published: datetime | None,
) -> Stage:
    """Where it stands at that moment. `answered` is whether all have: nobody waits for a date then."""
    if published is not None and at >= published:
        return Stage.PUBLISHED
    if handed_over is not None and at >= handed_over:
        return Stage.READING
    if at < opens:
        return Stage.PLANNED
    return Stage.REVIEW if answered or at >= closes else Stage.GATHERING
