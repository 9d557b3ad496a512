"""Forms of merging and splitting, read in one place for residents and moderators."""

import re
from collections.abc import Sequence

from consultations.ideas.rules import BODY_MOST, TITLE_MOST
from consultations.merging.rules import PARTS_LEAST, PARTS_MOST, REASON_MOST, SOURCES_MOST, Answer
from consultations.merging.splitting import Part
from okote.web.forms import Form

NUMBER_MOST = 2**31 - 1

_NUMBERS = re.compile(r"[0-9]{1,10}")


def numbers(typed: str) -> list[int]:
    """Of ideas, as people type them: with commas, spaces or “no.” between them; each once."""
    found = dict.fromkeys(int(one) for one in _NUMBERS.findall(typed))
    return [one for one in found if 0 < one <= NUMBER_MOST][: SOURCES_MOST + 1]


def line(form: Form, name: str) -> str:
    return " ".join(form.text(name, most=TITLE_MOST).split())


def because(form: Form, name: str = "because") -> str:
    return form.text(name, most=REASON_MOST)


def answer(form: Form) -> tuple[Answer | None, str | None]:
    """What an author says, and why where they object."""
    chosen = form.choice("answer", list(Answer))
    reason = form.text("reason", most=REASON_MOST, required=chosen == Answer.OBJECTS)
    return (Answer(chosen) if chosen in set(Answer) else None), reason or None


def parts(form: Form) -> Sequence[Part]:
    """Those of which anything was typed; a title needs its text."""
    found = []
    for number in range(1, PARTS_MOST + 1):
        title, body = f"title-{number}", f"body-{number}"
        if form.raw(title) or form.raw(body) or number <= PARTS_LEAST:
            found.append(Part(line(form, title), form.text(body, most=BODY_MOST)))
    return found
