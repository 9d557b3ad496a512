"""The forms of actions, read: something harmless where a field can't be, the form is unsound then."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from consultations.actions.describing import OWN, ActionDetails, CameFrom, Measure
from consultations.actions.models import Action
from consultations.actions.rules import (
    INDICATOR_MOST,
    MOST_BUDGET,
    NOTE_MOST,
    TITLE_MOST,
    UNIT_MOST,
    WHY_MOST,
    ActionState,
    NotAFigureError,
    Origin,
    OriginElsewhereError,
    Step,
)
from okote.identity.rules import HOME, local_path
from okote.identity.visitors import Visitor
from okote.platform.links import LONGEST
from okote.web.forms import Form
from payments.money import Money

_FIGURE = re.compile(r"-?\d{1,12}(?:[.,]\d{1,2})?")
_KEY = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SPACES = re.compile(r"\s")
ORIGIN_MOST = 200


def line(form: Form, name: str, *, most: int, required: bool = True) -> str:
    return " ".join(form.text(name, most=most, required=required).split())


def day(form: Form, name: str) -> date | None:
    """One that may be left out."""
    return form.day(name) if form.raw(name) else None


def figure(form: Form, name: str) -> Decimal | None:
    """With two decimals at most, behind a comma or a point; thousands may have spaces between them."""
    typed = _SPACES.sub("", form.raw(name))
    if not typed:
        return None
    if not _FIGURE.fullmatch(typed):
        form.refuse(name, NotAFigureError())
        return None
    return Decimal(typed.replace(",", "."))


def budget(form: Form) -> Money | None:
    """In whole euros."""
    spaceless = Form({"budget": _SPACES.sub("", form.raw("budget"))})
    if not spaceless.raw("budget"):
        return None
    euros = spaceless.whole("budget", least=1, most=MOST_BUDGET)
    for name, error in spaceless.errors.items():
        form.refuse(name, error)
    return Money.of(euros)


def one(form: Form, name: str, known: Collection[str]) -> UUID | None:
    """One of a list, or none of it."""
    chosen = form.choice(name, list(known)) if form.raw(name) else ""
    return UUID(chosen) if chosen in known else None


def several(form: Form, name: str, known: Collection[str]) -> list[UUID]:
    """Those of a list that are ticked."""
    return [UUID(value) for value in known if form.ticked(f"{name}-{value}")]


def details(form: Form, known: Mapping[str, Collection[str]]) -> ActionDetails | None:
    """In the order of the page. `known` are the choices of each field; None where no service is chosen."""
    title = line(form, "title", most=TITLE_MOST)
    why = form.text("why", most=WHY_MOST)
    chosen = form.choice("service", list(known["service"]))
    owner, workstream = one(form, "owner", known["owner"]), one(form, "workstream", known["workstream"])
    deadline, planned = day(form, "deadline"), budget(form)
    measure = Measure(
        line(form, "indicator", most=INDICATOR_MOST, required=False),
        line(form, "unit", most=UNIT_MOST, required=False),
        figure(form, "before"),
        day(form, "before-on"),
        figure(form, "after"),
        day(form, "after-on"),
    )
    if chosen not in known["service"]:
        return None
    themes, places = several(form, "theme", known["theme"]), several(form, "place", known["place"])
    return ActionDetails(
        title, why, UUID(chosen), owner, workstream, themes, places, deadline, planned, measure
    )


def origin(form: Form, visitor: Visitor) -> CameFrom:
    """What it came from, in words, and where everyone reads of it on this site."""
    kind = form.choice("origin", list(Origin))
    if kind not in list(Origin) or kind == Origin.OWN:
        return OWN
    title, of = line(form, "origin-title", most=ORIGIN_MOST), form.raw("origin-id")
    known = UUID(of) if _KEY.fullmatch(of) else None
    return CameFrom(Origin(kind), title, _path(form, "origin-path", visitor), known)


def _path(form: Form, name: str, visitor: Visitor) -> str | None:
    """Of a page of this site, without its language; also where its whole address was copied."""
    typed = form.text(name, most=LONGEST, required=False).removeprefix(visitor.address)
    if not typed:
        return None
    first, _, rest = typed.removeprefix("/").partition("/")
    path = local_path(f"/{rest}" if first in visitor.territory.languages else typed)
    if path == HOME or len(path) > LONGEST:
        form.refuse(name, OriginElsewhereError())
    return path


def step(form: Form) -> Step | None:
    """None where it can't be read."""
    state = form.choice("state", list(ActionState))
    on, deadline = form.day("on"), day(form, "deadline")
    note = form.text("note", most=NOTE_MOST, required=False)
    if on is None or state not in list(ActionState):
        return None
    return Step(ActionState(state), on, note, deadline)


def as_typed(action: Action, themes: Collection[UUID], places: Collection[UUID]) -> dict[str, str]:
    """What the form of an action shows before anybody types."""
    values = {
        "title": action.title,
        "why": action.why,
        "service": action.service_id,
        "owner": action.owner_id,
        "workstream": action.workstream_id,
        "budget": None if action.budget is None else int(action.budget.major),
        "indicator": action.indicator,
        "unit": action.unit,
        "before": action.before_value,
        "before-on": action.before_on,
        "after": action.after_value,
        "after-on": action.after_on,
        "version": action.version,
    }
    ticked = dict.fromkeys([*(f"theme-{one}" for one in themes), *(f"place-{one}" for one in places)], "yes")
    return {name: str(value) for name, value in values.items() if value is not None} | ticked
