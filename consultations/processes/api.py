"""Consultations for programs: those that are for everyone, with their phases and what was changed."""

from typing import Annotated, Self
from uuid import UUID

from litestar import get
from litestar.params import PathParameter
from msgspec import Meta, Struct

from consultations.eligibility.rules import Conditions, Residence
from consultations.processes import queries
from consultations.processes.changing import Change, ChangeKind
from consultations.processes.elsewhere import newest
from consultations.processes.models import Phase
from consultations.processes.queries import Beside, Changed, ShownProcess
from consultations.processes.rules import Audience, Permit, PhaseKind, ProcessState, Template
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Amount, Limit, Moment, Next, Prose
from okote.identity.levels import Level
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading
from okote.web.shared import ALIKE

ProcessSlug = Annotated[str, PathParameter(description="The name of a consultation in addresses.")]


class PhaseFacts(Struct, frozen=True):
    """A half-open period: it begins at its first moment, and is over at the moment that ends it."""

    id: Annotated[UUID, Meta(description="Its number.")]
    kind: Annotated[PhaseKind, Meta(description="What it is for.")]
    starts_at: Annotated[Moment, Meta(description="The first moment that is in it.")]
    ends_at: Annotated[
        Moment | None, Meta(description="The first moment that no longer is; null without end.")
    ]
    permits: Annotated[list[Permit], Meta(description="What it lets people do.")]
    audience: Annotated[Audience, Meta(description="To whom it permits that.")]
    says: Annotated[str, Meta(description="What happens in it; may be empty.")]

    @classmethod
    def of(cls, phase: Phase) -> Self:
        permits = [Permit(one) for one in phase.permits]
        return cls(phase.id, phase.kind, phase.starts_at, phase.ends_at, permits, phase.audience, phase.says)


class ProcessFacts(Struct, frozen=True):
    """What residents are asked, and in which phases."""

    id: Annotated[UUID, Meta(description="Its number.")]
    slug: Annotated[str, Meta(description="Its name in addresses.")]
    url: Annotated[str, Meta(description="Of its page.")]
    template: Annotated[Template, Meta(description="What it was begun from.")]
    title: Annotated[str, Meta(description="What it is called.")]
    lead: Annotated[str, Meta(description="In one sentence.")]
    languages: Annotated[
        list[str], Meta(description="In which one may take part; it is written in the first.")
    ]
    service: Annotated[str, Meta(description="The service that must answer.")]
    state: Annotated[ProcessState, Meta(description="Where it stands at this moment.")]
    active: Annotated[UUID | None, Meta(description="The phase that is active at this moment.")]
    phases: Annotated[list[PhaseFacts], Meta(description="In their order.")]
    published_at: Moment

    @classmethod
    def of(cls, shown: ShownProcess, site: str) -> Self:
        process = shown.process
        if process.published_at is None:
            raise ValueError("nobody reads it yet")
        return cls(
            id=process.id,
            slug=process.slug,
            url=f"{site}/processes/{process.slug}",
            template=process.template,
            title=process.title,
            lead=process.lead,
            languages=process.languages,
            service=shown.service,
            state=shown.standing,
            active=shown.active.id if shown.active else None,
            phases=[PhaseFacts.of(one) for one in shown.phases],
            published_at=process.published_at,
        )


class ProcessesPage(Struct, frozen=True):
    """The latest written first."""

    items: Annotated[list[ProcessFacts], Meta(description="Those of this page.")]
    next: Next


class EnvelopeFacts(Struct, frozen=True):
    """Money at stake."""

    name: Annotated[str, Meta(description="What it is called.")]
    place: Annotated[str | None, Meta(description="Where it is for; null is the whole territory.")]
    amount: Annotated[Amount, Meta(description="How much.")]


class ConditionsFacts(Struct, frozen=True):
    """What is asked of whoever takes part; null asks nothing."""

    residence: Annotated[Residence | None, Meta(description="How where one lives must be shown.")]
    age_floor: Annotated[int | None, Meta(description="In years.")]
    guardian_below: Annotated[int | None, Meta(description="Who is younger needs a guardian's consent.")]
    level: Annotated[Level, Meta(description="Of the sign-in.")]

    @classmethod
    def of(cls, conditions: Conditions) -> Self:
        return cls(conditions.residence, conditions.age_floor, conditions.guardian_below, conditions.level)


class ProcessChangeItem(Struct, frozen=True):
    """One thing that was changed."""

    kind: Annotated[ChangeKind, Meta(description="What was done.")]
    phase: Annotated[PhaseKind | None, Meta(description="The phase; null where it is of the consultation.")]
    field: Annotated[str, Meta(description="Of the consultation; empty where it is of a phase.")]
    was_from: Moment | None
    was_until: Moment | None
    now_from: Moment | None
    now_until: Moment | None

    @classmethod
    def of(cls, change: Change) -> Self:
        was, now = change.was, change.now
        return cls(
            change.kind,
            change.phase,
            change.field,
            was.starts_at if was else None,
            was.ends_at if was else None,
            now.starts_at if now else None,
            now.ends_at if now else None,
        )


class ProcessChangeFacts(Struct, frozen=True):
    """What was changed at once, after it was published."""

    at: Moment
    reason: Annotated[str, Meta(description="Why, as everyone reads it.")]
    changes: Annotated[list[ProcessChangeItem], Meta(description="Each thing.")]

    @classmethod
    def of(cls, changed: Changed) -> Self:
        return cls(changed.at, changed.reason, [ProcessChangeItem.of(one) for one in changed.changes])


class ProcessWhole(Struct, frozen=True):
    """A consultation with its texts, what is at stake, who may take part, and what was changed."""

    process: Annotated[ProcessFacts, Meta(description="As everyone sees it.")]
    body: Annotated[Prose, Meta(description="What it is about.")]
    body_plain: Annotated[Prose, Meta(description="The same, easy to read; may be empty.")]
    stakes: Annotated[Prose, Meta(description="What is at stake; may be empty.")]
    stakes_plain: Annotated[Prose, Meta(description="The same, easy to read; may be empty.")]
    organisers: Annotated[list[str], Meta(description="Names of bodies.")]
    places: Annotated[list[str], Meta(description="Empty is the whole territory.")]
    pillars: Annotated[list[str], Meta(description="What it serves.")]
    envelopes: Annotated[list[EnvelopeFacts], Meta(description="Money at stake.")]
    threshold: Annotated[int | None, Meta(description="Of supports, from which an idea is answered.")]
    conditions: Annotated[ConditionsFacts, Meta(description="Who may take part.")]
    changes: Annotated[list[ProcessChangeFacts], Meta(description="The latest first.")]

    @classmethod
    def of(cls, shown: ShownProcess, beside: Beside, changes: list[Changed], site: str) -> Self:
        process = shown.process
        return cls(
            process=ProcessFacts.of(shown, site),
            body=Prose.of(process.body),
            body_plain=Prose.of(process.body_plain),
            stakes=Prose.of(process.stakes),
            stakes_plain=Prose.of(process.stakes_plain),
            organisers=process.organisers,
            places=list(beside.places),
            pillars=list(beside.pillars),
            envelopes=[
                EnvelopeFacts(name, place, Amount.of(amount)) for name, place, amount in beside.envelopes
            ],
            threshold=process.threshold,
            conditions=ConditionsFacts.of(Conditions.read(process.conditions)),
            changes=[ProcessChangeFacts.of(one) for one in changes],
        )


class ProcessesApi(Api):
    path = V1

    @get(
        "/processes",
        summary="Consultations",
        operation_id="listProcesses",
        tags=["Consultations"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> ProcessesPage:
        """Those that are for everyone: what is for partners or agents alone is on pages for them."""
        here = cursors(request, "processes")
        found = await newest(reading, visitor, before=here.last(cursor), most=limit + 1)
        rows, following = here.cut(found, limit, lambda row: row.process.id)
        return ProcessesPage([ProcessFacts.of(row, visitor.address) for row in rows], following)

    @get(
        "/processes/{slug:str}",
        summary="One consultation",
        operation_id="getProcess",
        tags=["Consultations"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, slug: ProcessSlug) -> ProcessWhole:
        """What is asked, of whom, when, and what was changed since it was published."""
        shown = await queries.process(reading, visitor.stranger, slug)
        key = shown.process.id
        beside = (await queries.beside(reading, [key]))[key]
        return ProcessWhole.of(shown, beside, await queries.changes(reading, key), visitor.address)


ROUTES = (ProcessesApi,)
