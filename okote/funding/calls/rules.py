"""What a call must say, when it takes applications, and what of it stays once everyone has read it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from payments.errors import DomainError

TITLE_MOST = 120
TEXT_MOST = 5_000
CRITERIA_MOST = 3_000


class Standing(StrEnum):
    """Where a call stands at a moment; everyone reads it but as a draft."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    OVER = "over"


class CallReversedError(DomainError):
    """The last day comes before the first."""

    code = "call_reversed"


class CallPublishedError(DomainError):
    """Its title, its criteria and its dates stay as everyone has read them."""

    code = "call_published"


class CallOverError(DomainError):
    """Parameter: `last_minute`. It is published while somebody can still answer it."""

    code = "call_over"


class CallClosedError(DomainError):
    """Parameters: `title`, `last_minute`. It takes no more applications."""

    code = "call_closed"


class CallNotOpenError(DomainError):
    """Parameters: `title`, `opens_at`. It takes no applications yet."""

    code = "call_not_open"


@dataclass(frozen=True, slots=True)
class CallDetails:
    """A call as its form says it: criteria are lines, both days are counted."""

    title: str
    text: str
    criteria: str
    first_day: date
    last_day: date


def check_days(details: CallDetails) -> None:
    if details.last_day < details.first_day:
        raise CallReversedError


def listed(criteria: str) -> list[str]:
    """Each criterion, without what people put before a line to make a list of it."""
    lines = (line.strip().lstrip("-–•*").strip() for line in criteria.splitlines())
    return [line for line in lines if line]


@dataclass(frozen=True, slots=True)
class Dates:
    """A call takes applications in `[opens_at, closes_at)`, aware UTC, once it is published."""

    title: str
    opens_at: datetime
    closes_at: datetime
    published: bool

    @property
    def last_minute(self) -> datetime:
        """How people read its end: "until Sunday, 23:59"."""
        return self.closes_at - timedelta(minutes=1)

    def standing(self, at: datetime) -> Standing:
        if not self.published:
            return Standing.DRAFT
        if at < self.opens_at:
            return Standing.COMING
        return Standing.OPEN if at < self.closes_at else Standing.OVER

    def check_takes_applications(self, at: datetime) -> None:
        """CallNotOpenError, CallClosedError."""
        standing = self.standing(at)
        if standing is Standing.OVER:
            raise CallClosedError(title=self.title, last_minute=self.last_minute)
        if standing is not Standing.OPEN:
            raise CallNotOpenError(title=self.title, opens_at=self.opens_at)

    def check_publishable(self, at: datetime) -> None:
        """CallPublishedError, CallOverError."""
        self.check_draft()
        if at >= self.closes_at:
            raise CallOverError(last_minute=self.last_minute)

    def check_draft(self) -> None:
        if self.published:
            raise CallPublishedError
