"""Which ratings are taken and counted, and what may be told of them: published, and the same for all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from consultations.measures.statistics.axes import NOTHING, Answers, Axis, Level
from consultations.measures.statistics.open_ratings import ENOUGH, Evolution, evolution
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.suppression import hidden, may_tell
from consultations.procedures.rules import Channel
from payments.errors import DomainError

WORDS_MOST = 1_000
REASON_MOST = 500

LEAST = 5
"""Answers below which a month or a channel is not told apart."""

QUICKEST = timedelta(seconds=4)
"""Nobody reads four questions in less, and answers them."""

LONGEST = timedelta(hours=12)
"""For which a form may lie open; then it is shown anew, with what was answered."""

USUAL_HOUR = 20
"""Ratings of a procedure within an hour of the clock up to which nothing looks like stuffing."""

REMEMBERED = timedelta(days=90)
"""For how long an hour that somebody found to be in order shows what is usual."""


class Help(StrEnum):
    """Whether one needed help, and found it."""

    NONE = "none"
    REACHED = "reached"
    NOT_REACHED = "not_reached"


class Verdict(StrEnum):
    """On an hour with more ratings than usual: only a person counts them, or leaves them apart."""

    WAITING = "waiting"
    COUNTED = "counted"
    APART = "apart"


class Review(StrEnum):
    """What became of somebody's words: nobody else reads them before."""

    WAITING = "waiting"
    SHOWN = "shown"
    REDACTED = "redacted"
    WITHHELD = "withheld"


PUBLIC = frozenset({Review.SHOWN, Review.REDACTED})


@dataclass(frozen=True, slots=True)
class Given:
    """One person's answers; nothing says whose."""

    channel: Channel
    levels: Mapping[Axis, Level]
    help: Help
    words: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What a form carries under our seal: for which procedure, since when, and which of all forms it is."""

    procedure: str
    shown_at: datetime
    number: str

    def written(self) -> str:
        return f"{self.procedure} {int(self.shown_at.timestamp())} {self.number}"

    @classmethod
    def read(cls, words: str) -> "Slip":
        """They are ours, since their seal is."""
        procedure, shown_at, number = words.split(" ")
        return cls(procedure, datetime.fromtimestamp(int(shown_at), UTC), number)


class NoLongerOfferedError(DomainError):
    """Of a procedure that was retired: who has just gone through it?"""

    code = "rating_no_longer_offered"


class SlipExpiredError(DomainError):
    """The form is not of our making, or lay open for too long: it is shown anew."""

    code = "rating_form_expired"


class TooQuickError(DomainError):
    """Sent sooner than anybody reads; sent again, it is taken."""

    code = "rating_too_quick"


class ChannelNotOfferedError(DomainError):
    """One can't go about the procedure that way."""

    code = "rating_channel_not_offered"


class WordsGoneError(DomainError):
    """What was written is no longer kept: only what everyone reads of it."""

    code = "rating_words_gone"


class NothingTakenOutError(DomainError):
    """The words as they were: then they are shown, and not redacted."""

    code = "rating_words_same"


def check_slip(slip: Slip | None, procedure: str, at: datetime) -> None:
    """SlipExpiredError, TooQuickError."""
    if slip is None or slip.procedure != procedure or not slip.shown_at <= at <= slip.shown_at + LONGEST:
        raise SlipExpiredError
    if at < slip.shown_at + QUICKEST:
        raise TooQuickError


def check_given(given: Given, channels: Collection[Channel], *, retired: bool) -> None:
    """NoLongerOfferedError, ChannelNotOfferedError."""
    check_offered(offered=not retired)
    if given.channel not in channels:
        raise ChannelNotOfferedError


def check_offered(*, offered: bool) -> None:
    """NoLongerOfferedError."""
    if not offered:
        raise NoLongerOfferedError


def hour_of(at: datetime) -> datetime:
    """What is kept of the moment: the hour of the clock."""
    return at.replace(minute=0, second=0, microsecond=0)


def is_burst(within: int, largest_accepted: int) -> bool:
    """Whether an hour with so many ratings waits for somebody to look at it.

    More than twenty, and more than in any hour that somebody found to be in order within ninety days: so
    nothing but a person's decision lets it grow.
    """
    return within > max(USUAL_HOUR, largest_accepted)


def reviewed_words(words: str, verdict: Review, redacted: str) -> str:
    """What everyone reads then. WordsGoneError, NothingTakenOutError."""
    if verdict is Review.WITHHELD:
        return ""
    if not words:
        raise WordsGoneError
    if verdict is Review.REDACTED and redacted == words:
        raise NothingTakenOutError
    return redacted if verdict is Review.REDACTED else words


@dataclass(frozen=True, slots=True)
class Tally:
    """The ratings that count, of one month, channel and answer about help."""

    month: date
    channel: Channel
    help: Help
    answers: Mapping[Axis, Answers]

    @property
    def number(self) -> int:
        return self.answers[Axis.SIMPLICITY].number


@dataclass(frozen=True, slots=True)
class OfChannel:
    """`answers` is None where they are too few to be told apart."""

    channel: Channel
    number: int
    answers: Mapping[Axis, Answers] | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What everyone reads: of months that are over, with enough answers; the others wait."""

    axes: Mapping[Axis, Evolution]
    channels: Sequence[OfChannel]
    autonomy: Share | None
    """Who needed no help."""
    reached: Share | None
    """Who found help, of those who looked for some."""

    @property
    def number(self) -> int:
        return self.axes[Axis.SIMPLICITY].answers.number

    @property
    def waiting(self) -> int:
        """Answers of the month that is under way, or of months with too few."""
        return self.axes[Axis.SIMPLICITY].waiting

    @property
    def enough(self) -> bool:
        """Whether anything is told but how many they are."""
        return self.number >= ENOUGH


def figures(tallies: Sequence[Tally], this_month: date, least: int = LEAST) -> Figures:
    """Channels and help are told of the same answers as the whole, so that no difference gives one away."""
    over = {axis: _monthly(tallies, axis, this_month) for axis in Axis}
    axes = {axis: evolution(months, least) for axis, months in over.items()}
    begun = sum(one.number for one in tallies if one.month >= this_month)
    axes = {axis: Evolution(one.periods, one.waiting + begun) for axis, one in axes.items()}
    periods = axes[Axis.SIMPLICITY].periods
    told = [one for one in tallies if periods and one.month <= periods[-1].last]
    return Figures(axes, _channels(told, least), *_help(told, least))


def _monthly(tallies: Iterable[Tally], axis: Axis, this_month: date) -> Mapping[date, Answers]:
    months: dict[date, Answers] = {}
    for one in tallies:
        if one.month < this_month:
            months[one.month] = months.get(one.month, NOTHING) + one.answers[axis]
    return months


def _channels(told: Sequence[Tally], least: int) -> Sequence[OfChannel]:
    sizes = {channel: sum(one.number for one in told if one.channel is channel) for channel in Channel}
    kept = hidden(sizes, least)
    return [
        OfChannel(channel, size, None if channel in kept else _together(told, channel))
        for channel, size in sizes.items()
        if size
    ]


def _together(told: Sequence[Tally], channel: Channel) -> Mapping[Axis, Answers]:
    of_it = [one for one in told if one.channel is channel]
    return {axis: sum((one.answers[axis] for one in of_it), NOTHING) for axis in Axis}


def _help(told: Sequence[Tally], least: int) -> tuple[Share | None, Share | None]:
    number = {help_: sum(one.number for one in told if one.help is help_) for help_ in Help}
    everyone, looked = sum(number.values()), number[Help.REACHED] + number[Help.NOT_REACHED]
    if not may_tell(everyone, least):
        return None, None
    autonomy = Share(number[Help.NONE], everyone)
    return autonomy, Share(number[Help.REACHED], looked) if may_tell(looked, least) else None
