"""What agents type about procedures, read."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar
from uuid import UUID

from consultations.procedures import rules
from consultations.procedures.models import Procedure, ProcedureStep, ProcedureVersion
from consultations.procedures.papers.rules import TEXT_MOST
from consultations.procedures.rules import (
    Channel,
    ProcedureDetails,
    ProcedureKind,
    StepDetails,
    VersionDetails,
)
from okote.web.forms import Form, MissingError
from payments.errors import DomainError

PAPERS_MOST = rules.MOST_PAPERS * (rules.PAPER_MOST + 2)
BLANK = 2
"""Lines for new steps under those that there are."""

Result = TypeVar("Result")


def procedure(form: Form, services: Collection[str]) -> ProcedureDetails | None:
    """None where something is missing or wrong, which the form then says."""
    name = _line(form, "name", rules.NAME_MOST)
    summary = form.text("summary", most=rules.SUMMARY_MOST)
    audience = _line(form, "audience", rules.AUDIENCE_MOST)
    service = form.choice("service", sorted(services))
    kind = form.choice("kind", sorted(ProcedureKind))
    channels = frozenset(one for one in Channel if form.ticked(f"channel-{one}"))
    if not channels:
        form.refuse(f"channel-{Channel.COUNTER}", MissingError())
    papers = _papers(form, "papers")
    if not form.sound:
        return None
    return ProcedureDetails(name, summary, audience, ProcedureKind(kind), channels, papers, UUID(service))


def as_typed(kept: Procedure) -> Form:
    ticked = {f"channel-{one}": "yes" for one in kept.channels}
    written = {
        "name": kept.name,
        "summary": kept.summary,
        "audience": kept.audience,
        "service": str(kept.service_id),
        "kind": kept.kind.value,
        "papers": "\n".join(kept.papers),
    }
    return Form(written | ticked)


def version(form: Form, *, first: bool) -> VersionDetails | None:
    """The first one has changed nothing."""
    since = form.day("since")
    changed = "" if first else form.text("changed", most=rules.CHANGED_MOST)
    text = form.text("text", most=TEXT_MOST, required=False)
    return VersionDetails(since, changed, text) if form.sound and since else None


def version_as_typed(kept: ProcedureVersion) -> Form:
    return Form({"since": kept.since.isoformat(), "changed": kept.changed, "text": kept.text})


def steps(form: Form) -> Sequence[StepDetails]:
    """In the order of their numbers; one without a title is left out."""
    rows = [(_place(form, row), row) for row in range(1, rules.MOST_STEPS + 1) if form.raw(f"title-{row}")]
    return [
        StepDetails(
            _line(form, f"title-{row}", rules.STEP_TITLE_MOST),
            form.text(f"says-{row}", most=rules.STEP_SAYS_MOST, required=False),
            _papers(form, f"papers-{row}"),
        )
        for _, row in sorted(rows)
    ]


def steps_as_typed(kept: Sequence[ProcedureStep]) -> Form:
    typed: dict[str, str] = {}
    for row, one in enumerate(kept, 1):
        typed |= {
            f"place-{row}": str(row),
            f"title-{row}": one.title,
            f"says-{row}": one.says,
            f"papers-{row}": "\n".join(one.papers),
        }
    return Form(typed)


def rows(form: Form) -> range:
    """Of steps as the form shows them: those that were typed, and some blank ones."""
    typed = [row for row in range(1, rules.MOST_STEPS + 1) if form.raw(f"title-{row}")]
    return range(1, min(max(typed, default=0) + BLANK, rules.MOST_STEPS) + 1)


def _place(form: Form, row: int) -> int:
    name = f"place-{row}"
    return form.whole(name, least=1, most=99) if form.raw(name) else 99


def _line(form: Form, name: str, most: int) -> str:
    return " ".join(form.text(name, most=most).split())


def _papers(form: Form, name: str) -> Sequence[str]:
    return _tried(form, name, lambda: rules.papers(form.text(name, most=PAPERS_MOST, required=False))) or ()


def _tried(form: Form, name: str, read: Callable[[], Result]) -> Result | None:
    try:
        return read()
    except DomainError as error:
        form.refuse(name, error)
        return None
