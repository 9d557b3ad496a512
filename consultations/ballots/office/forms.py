"""The forms of the office, read: something harmless where a field can't be, the form is unsound then."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from consultations.ballots.describing import EnvelopeDetails, OptionDetails
from consultations.ballots.level.rules import Question, Questionnaire
from consultations.ballots.office.rules import ENVELOPES_MOST, STEP_MINOR, Draft, Typed
from consultations.ballots.rules import (
    BODY_MOST,
    OF_MONEY,
    OPTIONS_MOST,
    POINTS_MOST,
    REASON_MOST,
    SMALLEST_GROUP,
    TITLE_MOST,
    Input,
    Mode,
    Rule,
)
from consultations.ballots.tally.rules import Completion, Start, Utility
from consultations.eligibility.rules import OLDEST, Conditions, Residence
from consultations.processes.backoffice.reading import line, several, whole
from okote.identity.levels import Level
from okote.web.forms import Form, MissingError, NotAChoiceError, NotANumberError
from payments.money import Money

EUROS_MOST = 1_000_000_000
SUPPORT_MOST = 1_000_000
STEP_MOST = 10_000
SMALLEST_LEAST = 3
EUROS = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?")
SPACES = re.compile(r"\s")
RECEIPT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Said:
    """The first page of a ballot."""

    process_id: UUID
    phase_id: UUID
    title: str
    question: str
    mode: Mode


def said(form: Form, phases: Mapping[str, UUID]) -> Said | None:
    """`phases` are those that can be chosen, with the consultation of each."""
    phase = form.choice("phase", list(phases))
    title = line(form, "title", most=TITLE_MOST)
    question = form.text("question", most=BODY_MOST)
    mode = form.choice("mode", list(Mode))
    if not form.sound:
        return None
    return Said(phases[phase], UUID(phase), title, question, Mode(mode))


def said_as_typed(draft: Draft) -> dict[str, str]:
    details = draft.details
    return {
        "phase": str(draft.phase_id),
        "title": details.title,
        "question": details.question,
        "mode": details.mode.value,
    }


def terms(form: Form) -> tuple[Typed, str, int] | None:
    """How people vote, how it is counted; the public draw; the smallest group."""
    way, rule = form.choice("input", list(Input)), form.choice("rule", list(Rule))
    least = most = 1
    if way in {Input.APPROVAL, Input.POINTS}:
        least = form.whole("least", least=1, most=OPTIONS_MOST)
        most = form.whole("most", least=least, most=OPTIONS_MOST)
    points = points_most = 0
    if way == Input.POINTS:
        points = form.whole("points", least=1, most=POINTS_MOST)
        points_most = form.whole("points_most", least=1, most=points)
    winners = None
    if rule and rule not in OF_MONEY:
        winners = form.whole("winners", least=1, most=OPTIONS_MOST)
    utility, completion, start = Utility.COST, Completion.ADD1U, Start.EXACT
    step = None
    if rule == Rule.EQUAL_SHARES:
        utility = _word(form, "utility", Utility, utility)
        completion = _word(form, "completion", Completion, completion)
        start = _word(form, "start", Start, start)
        step = whole(form, "step", STEP_MOST)
    support = whole(form, "support_least", SUPPORT_MOST)
    lot_source = form.text("lot_source", most=REASON_MOST)
    smallest = form.whole("smallest_group", least=SMALLEST_LEAST, most=OPTIONS_MOST)
    if not form.sound:
        return None
    typed = Typed(
        input=Input(way),
        rule=Rule(rule),
        least=least,
        most=most,
        points=points,
        points_most=points_most,
        winners=winners,
        utility=utility,
        completion=completion,
        step_minor=STEP_MINOR if step is None else Money.of(step).minor,
        start=start,
        support_least=support or 0,
    )
    return typed, lot_source, smallest


def _word(form: Form, name: str, words: type[StrEnum], usual: Any) -> Any:
    """What is not chosen is as usual."""
    if not form.raw(name):
        return usual
    chosen = form.choice(name, list(words))
    return words(chosen) if chosen in list(words) else usual


def terms_as_typed(draft: Draft) -> dict[str, str]:
    details = draft.details
    values: dict[str, object] = {
        "input": details.input.value,
        "rule": details.rule.value,
        "least": details.least,
        "most": details.most,
        "points": details.points or 10,
        "points_most": details.points_most or 5,
        "winners": details.winners or 1,
        "utility": details.utility or Utility.COST.value,
        "completion": details.completion or Completion.ADD1U.value,
        "step": (details.step_minor or STEP_MINOR) // STEP_MINOR,
        "start": details.start or Start.EXACT.value,
        "support_least": details.support_least or "",
        "lot_source": details.lot_source,
        "smallest_group": details.smallest_group or SMALLEST_GROUP,
    }
    return {name: str(value) for name, value in values.items()}


def amount(form: Form, name: str, *, least: int = 1) -> int | None:
    """Euros, with cents or without, in cents; thousands may have spaces between them. May be left out."""
    typed = SPACES.sub("", form.raw(name))
    if not typed:
        return None
    found = EUROS.fullmatch(typed)
    minor = Money.of(f"{found[1]}.{found[2] or 0}").minor if found else -1
    if not least <= minor <= Money.of(EUROS_MOST).minor:
        form.refuse(name, NotANumberError(least=least and 1, most=EUROS_MOST))
        return None
    return minor


def amount_typed(minor: int) -> str:
    """As it is typed: cents only where there are some."""
    per_major = Money(0).minor_per_major
    return str(Money(minor).major) if minor % per_major else str(minor // per_major)


def envelopes(form: Form, places: Collection[str]) -> dict[int, EnvelopeDetails] | None:
    """By the number of their row; a row without a name and an amount is none."""
    rows = {}
    for number in range(1, ENVELOPES_MOST + 1):
        row = f"envelope-{number}"
        name = line(form, row, most=TITLE_MOST, required=False)
        minor = amount(form, f"{row}-amount")
        place = _place(form, f"{row}-place", places)
        if name and minor is None:
            form.refuse(f"{row}-amount", MissingError())
        if minor is not None and not name:
            form.refuse(row, MissingError())
        if name and minor is not None:
            rows[number] = EnvelopeDetails(name=name, amount_minor=minor, place_id=place)
    return rows if form.sound else None


def envelopes_as_typed(draft: Draft) -> dict[str, str]:
    values: dict[str, str] = {}
    for number, one in enumerate(draft.envelopes, 1):
        row = f"envelope-{number}"
        values |= {
            row: one.name,
            f"{row}-amount": amount_typed(one.amount_minor),
            f"{row}-place": str(one.place_id or ""),
        }
    return values


def option(
    form: Form, places: Collection[str], envelopes_known: Sequence[EnvelopeDetails], known: OptionDetails
) -> OptionDetails | None:
    """What people may choose; the idea and the picture of `known` stay with it."""
    title = line(form, "title", most=TITLE_MOST)
    body = form.text("body", most=BODY_MOST, required=False)
    minor = amount(form, "cost", least=0)
    envelope = None
    if form.raw("envelope"):
        numbers = [str(number) for number in range(1, len(envelopes_known) + 1)]
        chosen = form.choice("envelope", numbers)
        envelope = int(chosen) if chosen in numbers else None
    place = _place(form, "place", places)
    if not form.sound:
        return None
    return OptionDetails(
        title=title,
        body=body,
        cost_minor=minor,
        envelope=envelope,
        place_id=place,
        idea_id=known.idea_id,
        picture=known.picture,
        picture_shows=known.picture_shows,
    )


def option_as_typed(one: OptionDetails) -> dict[str, str]:
    values = {
        "title": one.title,
        "body": one.body,
        "cost": None if one.cost_minor is None else amount_typed(one.cost_minor),
        "envelope": one.envelope,
        "place": one.place_id,
    }
    return {name: str(value) for name, value in values.items() if value is not None}


def conditions(form: Form, places: Collection[str]) -> dict[str, Any] | None:
    """Nothing where those of the consultation are enough."""
    if form.choice("who", ["process", "own"]) != "own":
        return {} if form.sound else None
    residence = _word(form, "residence", Residence, None)
    level = _word(form, "level", Level, Level.MAIL)
    asked = Conditions(
        residence=residence,
        places=frozenset(map(UUID, several(form, "within", places))),
        age_floor=whole(form, "age_floor", OLDEST),
        guardian_below=whole(form, "guardian_below", OLDEST),
        level=level,
    )
    if form.sound and asked == Conditions():
        form.refuse("residence", MissingError())
    return asked.written() if form.sound else None


def conditions_as_typed(draft: Draft) -> dict[str, str]:
    if not draft.details.conditions:
        return {"who": "process"}
    asked = Conditions.read(draft.details.conditions)
    values = {
        "who": "own",
        "residence": asked.residence and asked.residence.value,
        "age_floor": asked.age_floor,
        "guardian_below": asked.guardian_below,
        "level": asked.level.value,
        **{f"within-{one}": "yes" for one in asked.places},
    }
    return {name: str(value) for name, value in values.items() if value is not None}


def answers(form: Form, asked: Questionnaire) -> dict[Question, bool]:
    """Those that were given; the level says how many are left."""
    given = {}
    for question in asked.points:
        if form.raw(question.value):
            given[question] = form.choice(question.value, ["yes", "no"]) == "yes"
    return given


def receipt(form: Form) -> bytes | None:
    """As it is shown to whoever voted, in hexadecimal digits; spaces are forgiven."""
    typed = "".join(form.text("receipt", most=200).split()).lower()
    if typed and not RECEIPT.fullmatch(typed):
        form.refuse("receipt", NotAChoiceError())
    return bytes.fromhex(typed) if form.sound else None


def _place(form: Form, name: str, places: Collection[str]) -> UUID | None:
    chosen = form.choice(name, list(places)) if form.raw(name) else ""
    return UUID(chosen) if chosen in places else None
