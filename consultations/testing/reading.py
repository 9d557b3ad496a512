"""The forms of a sitting: what was typed in each part, and what was answered before as it would be typed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from consultations.measures.statistics.axes import Axis, Level
from consultations.measures.statistics.seeking import Source
from consultations.measures.statistics.sus import ITEMS
from consultations.measures.statistics.tasks import Outcome
from consultations.testing.models import Remark, Sitting
from consultations.testing.rules.sittings import WORDS_MOST, Answered, Part
from consultations.testing.service.answers import (
    HelpSaid,
    QuestionsSaid,
    Said,
    SusSaid,
    TasksSaid,
    WordsSaid,
)
from okote.web.forms import Form, MissingError

MANNER = "manner"
LATEST = 1_000_000
"""More often than anybody saves."""

REACHED: Mapping[str, bool | None] = {"reached": True, "not_reached": False, "unsaid": None}


def read(form: Form, part: Part, tasks: Sequence[UUID]) -> Said:
    """What there is of it; what is missing stands among the form's errors, beside its field."""
    match part:
        case Part.TASKS:
            return _tasks(form, tasks)
        case Part.QUESTIONS:
            levels = {axis: form.whole(axis.value, least=1, most=5) for axis in Axis}
            given = {axis: Level(level) for axis, level in levels.items() if axis.value not in form.errors}
            return QuestionsSaid(given, out_of_sight=form.ticked("out_of_sight"))
        case Part.HELP:
            return _help(form)
        case Part.SUS:
            return SusSaid(None if form.ticked("skip") else _items(form))
        case _:
            return WordsSaid(_text(form, "words"))


def _tasks(form: Form, tasks: Sequence[UUID]) -> TasksSaid:
    outcomes, obstacles = {}, {}
    for one in tasks:
        name = f"outcome-{one}"
        chosen = form.choice(name, list(Outcome))
        if name not in form.errors:
            outcomes[one] = Outcome(chosen)
        obstacles[one] = _text(form, f"obstacle-{one}")
    return TasksSaid(outcomes, obstacles)


def _help(form: Form) -> HelpSaid:
    if form.ticked("skip"):
        return HelpSaid(None)
    if form.choice("help", ["no", "yes"]) != "yes":
        return HelpSaid({} if form.raw("help") == "no" else None)
    chosen = {source: form.raw(f"source-{source.value}") for source in Source}
    sought = {source: REACHED[one] for source, one in chosen.items() if one in REACHED}
    if not sought:
        form.refuse(f"source-{next(iter(Source)).value}", MissingError())
        return HelpSaid(None)
    return HelpSaid(sought)


def _items(form: Form) -> Sequence[int | None]:
    """With one missing there is no score, and nobody has to answer."""
    names = [f"sus-{number}" for number in range(1, ITEMS + 1)]
    return [form.whole(one, least=1, most=5) if form.raw(one) else None for one in names]


def _text(form: Form, name: str) -> str:
    """Longer than what is kept, nothing of it is saved: it stays as it was typed."""
    return form.text(name, most=WORDS_MOST, required=False)[:WORDS_MOST]


def as_typed(sitting: Sitting, answered: Answered[UUID], remarks: Sequence[Remark]) -> Mapping[str, str]:
    """All parts, as their forms would hold them."""
    typed = {"version": str(sitting.version)}
    typed |= {f"outcome-{task}": outcome.value for task, outcome in answered.outcomes.items()}
    typed |= {f"obstacle-{one.task_id}": one.words for one in remarks if one.task_id is not None}
    typed |= {axis.value: str(int(level)) for axis, level in answered.ratings.items()}
    typed |= {f"sus-{number}": str(item or "") for number, item in enumerate(answered.sus, 1)}
    typed["words"] = next((one.words for one in remarks if one.task_id is None), "")
    typed["out_of_sight"] = "yes" if sitting.out_of_sight else ""
    if sitting.sought is not None:
        back = {value: name for name, value in REACHED.items()}
        typed["help"] = "yes" if sitting.sought else "no"
        typed |= {f"source-{source}": back[found] for source, found in sitting.sought.items()}
    return typed
