"""The form of a view, read, and filled with the one before."""

import re

from consultations.studying.models import StudyView
from consultations.studying.rules import (
    MOST_MINOR,
    REASONS_MOST,
    Basis,
    CostUnexplainedError,
    Feasible,
    ViewGiven,
    cost,
)
from okote.web.forms import Form
from payments.money import Money

_SPACES = re.compile(r"\s")
MOST_EUROS = MOST_MINOR // 100

ELSEWHERE = {"study_cost_day": "cost-on", "study_reasons": "reasons"}
"""Beside which field of a view what is refused stands."""


def euros(form: Form, name: str) -> int | None:
    """Whole euros, as cents; spaces between the digits are people's."""
    spaceless = Form({name: _SPACES.sub("", form.raw(name))})
    if not spaceless.raw(name):
        return None
    found = spaceless.whole(name, least=0, most=MOST_EUROS)
    for each, error in spaceless.errors.items():
        form.refuse(each, error)
    return Money.of(found).minor


def view(form: Form) -> ViewGiven | None:
    """None where something is missing or can't be read."""
    admissible = form.choice("admissible", ["yes", "no"])
    feasible = form.choice("feasible", list(Feasible))
    reasons = form.text("reasons", most=REASONS_MOST, required=False)
    minor, running = euros(form, "cost"), euros(form, "running")
    basis = form.choice("basis", list(Basis)) if form.raw("basis") else ""
    on = form.day("cost-on") if form.raw("cost-on") else None
    if not form.sound:
        return None
    try:
        worked_out = cost(minor, Basis(basis) if basis else None, on)
    except CostUnexplainedError as error:
        form.refuse("cost", error)
        return None
    return ViewGiven(
        admissible=admissible == "yes",
        feasible=Feasible(feasible),
        reasons=reasons,
        cost=worked_out,
        running_minor=running,
    )


def written(last: StudyView | None) -> dict[str, str]:
    """What a service said last, to be changed."""
    if last is None:
        return {}
    return {
        "admissible": "yes" if last.admissible else "no",
        "feasible": last.feasible.value,
        "reasons": last.reasons,
        "cost": _euros(last.cost),
        "basis": last.basis.value if last.basis else "",
        "cost-on": last.cost_on.isoformat() if last.cost_on else "",
        "running": _euros(last.running),
    }


def _euros(money: Money | None) -> str:
    return "" if money is None else str(int(money.major))
