"""How one language writes sentences, amounts, dates and numbers."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from payments.errors import DomainError
from payments.money import BASIS_POINTS, MINOR_PER_MAJOR, Money

TIME_ZONE = "Europe/Paris"

LOCALES = {"fr": "fr_FR", "de": "de_DE", "en": "en_GB"}
"""English as Europe writes it: days before months, 24 hours."""

TIMES = {"fr": "H\u00a0'h'\u00a0mm", "de": "HH:mm\u00a0'Uhr'", "en": "HH:mm"}
JOINED = {"fr": "{day} à {time}", "de": "{day} um {time}", "en": "{day} at {time}"}

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Wording:
    """One language in one time zone; moments come in with their own zone and are told in this one."""

    def __init__(
        self,
        language: str,
        catalogue: NullTranslations,
        *,
        sentences: Mapping[str, str] | None = None,
        time_zone: str = TIME_ZONE,
    ) -> None:
        """`sentences` is what people read for each code of a refusal, to translate."""
        self.language = language
        self.catalogue = catalogue
        self.sentences = sentences or {}
        self.zone = ZoneInfo(time_zone)
        self.locale = Locale.parse(LOCALES[language])

    def say(self, message: str, /, **values: object) -> str:
        return self.catalogue.gettext(message) % self.shown_all(values)

    def say_count(self, one: str, many: str, count: Decimal | int, /, **values: object) -> str:
        """A text that depends on a count, which both forms may name as `%(num)s`.

        Of a part the language says whether it goes with one or with several: 1.5 is singular in French, and
        plural in English and German.
        """
        values.setdefault("num", self.number(count))
        if isinstance(count, Decimal):
            count = 1 if self.locale.plural_form(count) == "one" else 2
        return self.catalogue.ngettext(one, many, count) % self.shown_all(values)

    def refusal(self, error: DomainError) -> str:
        """Why something was refused; KeyError if nobody wrote the sentence for its code."""
        return self.say(self.sentences[error.code], **error.parameters)

    def shown(self, value: object) -> object:  # noqa: PLR0911 (one for each kind of value)
        """A value as a sentence holds it: amounts, dates and refusals in words, all else as it is."""
        match value:
            case str():  # most are
                return value
            case Money():
                return self.money(value)
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case Decimal():
                return self.number(value)
            case DomainError():
                return self.refusal(value)
            case None:
                raise TypeError("nothing (None) cannot be shown: say in words what is absent")
            case _:
                return value

    def shown_all(self, values: Mapping[str, object]) -> dict[str, object]:
        return {name: self.shown(value) for name, value in values.items()}

    def money(self, amount: Money) -> str:
        """With its cents only where there are some: "4 120 €", "55,20 €"."""
        return _money(self.locale, amount)

    def number(self, number: Decimal | int) -> str:
        return _number(self.locale, number)

    def percent(self, basis_points: int) -> str:
        """Two decimals at most: 7 500 is "75 %", 850 is "8,5 %"."""
        return _percent(self.locale, basis_points)

    def day(self, day: date) -> str:
        """As in "9 décembre 2026"; of a moment, its day here."""
        return self._first_of_month(_date(self.locale, "long", self._day(day)))

    def short_day(self, day: date) -> str:
        """For tables: "9 déc. 2026"."""
        return self._first_of_month(_date(self.locale, "medium", self._day(day)))

    def month(self, day: date) -> str:
        """The month alone: "mars 2027"."""
        return format_date(day, "LLLL y", self.locale)

    def hour(self, moment: datetime) -> str:
        """As in "23 h 59"."""
        return format_time(moment.astimezone(self.zone), TIMES[self.language], locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """As in "9 décembre 2026 à 18 h 00"."""
        return JOINED[self.language].format(day=self.day(moment), time=self.hour(moment))

    def short_moment(self, moment: datetime) -> str:
        """For tables: "9 déc. 2026, 18 h 00"."""
        return f"{self.short_day(moment)}, {self.hour(moment)}"

    def deadline(self, moment: datetime) -> str:
        """Until when something is possible, for "le …" or "jusqu'au …".

        Midnight is told as the last minute before it, since "9 décembre à minuit" can be read as either
        end of the day.
        """
        midnight = moment.astimezone(self.zone).timetz().replace(tzinfo=None) == time()
        return self.moment(moment.astimezone(UTC) - MINUTE if midnight else moment)

    def last_day(self, moment: datetime) -> str:
        """The last day of what ends at a moment: at midnight, the one before it."""
        return self.day(moment.astimezone(UTC) - MINUTE)

    def remaining(self, end: datetime, now: datetime) -> str:
        """What is left until a deadline, in its largest whole unit; less than a minute is one."""
        left = end - now
        if left <= timedelta():
            return self.say("ended")
        if left >= DAY:
            return self.say_count("%(num)s day", "%(num)s days", left // DAY)
        if left >= HOUR:
            return self.say_count("%(num)s hour", "%(num)s hours", left // HOUR)
        return self.say_count("%(num)s minute", "%(num)s minutes", max(left // MINUTE, 1))

    def _day(self, day: date) -> date:
        return day.astimezone(self.zone).date() if isinstance(day, datetime) else day

    def _first_of_month(self, text: str) -> str:
        """French counts the first of a month in order: "1er décembre"."""
        return f"1er{text[1:]}" if self.language == "fr" and text.startswith("1 ") else text


# The same amounts and days come again and again, and working out how a language writes one takes longer
# than all else that a page does with it.


@lru_cache(maxsize=4_096)
def _money(locale: Locale, amount: Money) -> str:
    pattern = locale.currency_formats["standard"].pattern
    if amount.minor % MINOR_PER_MAJOR[amount.currency] == 0:
        pattern = pattern.replace("0.00", "0")
    return _legible(
        format_currency(amount.major, amount.currency, pattern, locale=locale, currency_digits=False)
    )


@lru_cache(maxsize=1_024)
def _number(locale: Locale, number: Decimal | int) -> str:
    return _legible(format_decimal(number, locale=locale))


@lru_cache(maxsize=1_024)
def _percent(locale: Locale, basis_points: int) -> str:
    pattern = locale.percent_formats[None].pattern.replace("0", "0.##", 1).replace("#,##0.##", "0.##")
    return _legible(format_percent(Decimal(basis_points) / BASIS_POINTS, pattern, locale=locale))


@lru_cache(maxsize=1_024)
def _date(locale: Locale, length: Literal["long", "medium"], day: date) -> str:
    return format_date(day, length, locale)


def _legible(figures: str) -> str:
    """Thousands set apart by a whole space: our typeface has no narrow one, and 15 000 looked like 15000."""
    return figures.replace("\u202f", "\u00a0")


def initials(name: str) -> str:
    """Two letters at most, of the first and the last word: "Bocaux du Rhin" is BR."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in dict.fromkeys(words[:1] + words[-1:])).upper()
