"""A deed in the reader's words: what it was about, and each thing that changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from okote.backoffice.audit.queries import Line
from okote.platform.audit import AuditEntry, Deed, Subject
from okote.platform.i18n import say
from okote.web.formatting import Wording
from payments.money import Money

ENDS = ("ends_at", "closes_at", "expires_at")
"""Columns of the moment before which something may be done."""

UNTOLD_LABELS = {"email": say("E-mail"), "text": say("Its text")}
"""What is called, of that which alone is told that it changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise now; None where there was, or is, nothing of it."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Told:
    entry: AuditEntry
    who: str | None
    """None where the account is closed."""
    deed: str
    about: str
    path: str
    changes: tuple[Change, ...]

    @property
    def id(self) -> UUID:
        return self.entry.id


def told(line: Line, deeds: Mapping[str, Deed], words: Wording, names: Mapping[str, str]) -> Told:
    """`names`: of what an identifier in a change stands for."""
    entry = line.entry
    deed = deeds.get(entry.deed)
    if deed is None:
        return Told(entry, line.who, entry.deed, entry.called, "", ())
    about = deed.subject
    path = about.path.format(entry.subject_id) if entry.subject_id else ""
    called = entry.called or line.whom or (words.say(about.label) if path else "")
    return Told(
        entry,
        line.who,
        words.say(deed.label),
        called,
        path,
        changes(about, entry.before, entry.after, words, names),
    )


def changes(
    about: Subject,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    words: Wording,
    names: Mapping[str, str],
) -> tuple[Change, ...]:
    """In the order in which the subject lists its columns; those that it lists no more come last."""
    listed = [*about.fields, *sorted({*before, *after} - set(about.fields))]
    found = (
        Change(
            words.say((UNTOLD_LABELS | dict(about.fields)).get(name, name)),
            _value(about, name, before.get(name), words, names),
            _value(about, name, after.get(name), words, names),
        )
        for name in listed
        if name in before or name in after
    )
    return tuple(change for change in found if change.before is not None or change.after is not None)


def _value(about: Subject, name: str, value: Any, words: Wording, names: Mapping[str, str]) -> str | None:
    """By what the name of a column says of its unit."""
    match value:
        case None | "":
            return None
        case bool():
            return words.say(say("yes") if value else say("no"))
        case int():
            return _figure(name, value, words)
        case dict():
            return ", ".join(f"{key}: {each}" for key, each in value.items())
        case list():
            return ", ".join(map(str, value))
        case _:
            return _word(about, name, str(value), words, names)


def _figure(name: str, value: int, words: Wording) -> str:
    if name.endswith("_minor"):
        return words.money(Money(value))
    return words.percent(value) if name.endswith("_bp") else words.number(value)


def _word(about: Subject, name: str, value: str, words: Wording, names: Mapping[str, str]) -> str:
    if value in about.words:
        return words.say(about.words[value])
    if name in ENDS:
        return words.deadline(datetime.fromisoformat(value))
    if name.endswith("_at"):
        return words.short_moment(datetime.fromisoformat(value))
    if name.endswith("_on") and value[:1].isdigit():
        return words.short_day(date.fromisoformat(value))
    return names.get(value, value)
