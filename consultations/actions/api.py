"""Actions, for programs: what everyone sees, and how many of how many at any date."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from msgspec import Meta, Struct

from consultations.actions.contents import Contents, Line
from consultations.actions.finding import Number, Wanted, Year
from consultations.actions.queries import editions, shown
from consultations.actions.queries.progress import progress
from consultations.actions.queries.shown import Shown
from consultations.actions.rules import ActionState, Origin, Progress, ThemeKind
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Amount, Limit, Moment, Next
from okote.identity.visitors import TheVisitor
from okote.search import MOST_TYPED
from okote.web.pages import AnyRequest, Reading
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

Day = Annotated[date, Meta(description="A day, ISO 8601.", examples=["2026-06-30"])]


class Measured(Struct, frozen=True):
    """What an action changes, in figures."""

    indicator: Annotated[str, Meta(description="What is measured.")]
    unit: Annotated[str, Meta(description="In which it is measured.")]
    before: Annotated[Decimal | None, Meta(description="Before the action, as text, exact.")]
    before_on: Annotated[date | None, Meta(description="On which day.")]
    after: Annotated[Decimal | None, Meta(description="After it.")]
    after_on: Annotated[date | None, Meta(description="On which day.")]


class ActionFacts(Struct, frozen=True):
    """One thing that the administration promised."""

    id: Annotated[UUID, Meta(description="Stable.")]
    number: Annotated[int, Meta(description="By which people name it.")]
    url: Annotated[str, Meta(description="Of its page.")]
    title: Annotated[str, Meta(description="In one line.")]
    why: Annotated[str, Meta(description="Plain text.")]
    state: Annotated[ActionState, Meta(description="Where it stands.")]
    since: Day
    service: Annotated[str, Meta(description="The service that answers for it.")]
    workstream: Annotated[str | None, Meta(description="What it is a part of.")]
    deadline: Annotated[date | None, Meta(description="The last day that counts as in time.")]
    late: Annotated[bool, Meta(description="Whether that day is over while it is under way.")]
    budget: Annotated[Amount | None, Meta(description="Planned for it.")]
    origin: Annotated[Origin, Meta(description="What it came from.")]

    @classmethod
    def of(cls, one: Shown, site: str) -> Self:
        action = one.action
        return cls(
            id=action.id,
            number=action.number,
            url=f"{site}/actions/{action.number}",
            title=action.title,
            why=action.why,
            state=action.state,
            since=action.since,
            service=one.service,
            workstream=one.workstream,
            deadline=action.deadline,
            late=one.late,
            budget=None if action.budget is None else Amount.of(action.budget),
            origin=action.origin_kind,
        )


class ActionsPage(Struct, frozen=True):
    """The latest written first."""

    items: Annotated[list[ActionFacts], Meta(description="Those of this page.")]
    next: Next


class StepFacts(Struct, frozen=True):
    """How an action stood from a day on."""

    state: Annotated[ActionState, Meta(description="Where it stood.")]
    on: Day
    service: Annotated[str, Meta(description="That answered for it.")]
    deadline: Annotated[date | None, Meta(description="Promised then.")]
    note: Annotated[str, Meta(description="What was said of it; plain text, perhaps empty.")]


class EvidenceFacts(Struct, frozen=True):
    """What shows that something was done."""

    title: Annotated[str, Meta(description="What it is.")]
    url: Annotated[str, Meta(description="Where it can be read or taken.")]
    added_at: Moment


class ActionWithSteps(Struct, frozen=True):
    """An action with all that everyone sees of it."""

    action: Annotated[ActionFacts, Meta(description="As it stands now.")]
    aims: Annotated[list[str], Meta(description="That it serves.")]
    pillars: Annotated[list[str], Meta(description="That it stands under.")]
    places: Annotated[list[str], Meta(description="Where it is; none is everywhere.")]
    measured: Annotated[Measured | None, Meta(description="Null where nothing is measured.")]
    steps: Annotated[list[StepFacts], Meta(description="From the first to the last.")]
    evidence: Annotated[list[EvidenceFacts], Meta(description="From the first to the last.")]


class StateCount(Struct, frozen=True):
    """How many actions stood there."""

    state: Annotated[ActionState, Meta(description="Where they stood.")]
    number: Annotated[int, Meta(description="How many, at least one.")]


class ProgressFacts(Struct, frozen=True):
    """Numbers, never shares: how many of the actions promised by a day stood where on it."""

    on: Day
    total: Annotated[int, Meta(description="Promised by then.")]
    done: Annotated[int, Meta(description="Carried out by then.")]
    late: Annotated[int, Meta(description="Whose day was over.")]
    states: Annotated[list[StateCount], Meta(description="Those in which there are some.")]

    @classmethod
    def of(cls, found: Progress) -> Self:
        states = [StateCount(state, number) for state, number in found.states.items()]
        return cls(found.on, found.total, found.done, found.late, states)


class EditionLine(Struct, frozen=True):
    """One action in the words and figures of that day."""

    number: Annotated[int, Meta(description="By which people name it.")]
    title: Annotated[str, Meta(description="Its title then.")]
    service: Annotated[str, Meta(description="The service that answered for it, as it was called then.")]
    workstream: Annotated[str | None, Meta(description="As it was called then.")]
    state: Annotated[ActionState, Meta(description="Where it stood.")]
    since: Day
    deadline: Annotated[date | None, Meta(description="Promised then.")]
    note: Annotated[str, Meta(description="What was said last; plain text.")]

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(
            line.number,
            line.title,
            line.service,
            line.workstream,
            line.state,
            line.since,
            line.deadline,
            line.note,
        )


class ErratumFacts(Struct, frozen=True):
    """What was found wrong after the year was frozen."""

    at: Moment
    text: Annotated[str, Meta(description="Plain text.")]


class EditionFacts(Struct, frozen=True):
    """How the actions of a year stood at its end; it never changes."""

    year: Annotated[int, Meta(description="That it tells of.")]
    frozen_at: Moment
    progress: Annotated[ProgressFacts, Meta(description="On the last day of the year.")]
    lines: Annotated[list[EditionLine], Meta(description="By their numbers.")]
    errata: Annotated[list[ErratumFacts], Meta(description="From the first to the last.")]


class ActionsApi(Api):
    path = f"{V1}/actions"

    @get(
        summary="Actions",
        operation_id="listActions",
        tags=["Actions"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def listed(  # noqa: PLR0913, PLR0917 (each narrows the list, and is described by itself)
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        standing: Annotated[
            ActionState | None, QueryParameter(name="state", description="Where it stands.")
        ] = None,
        service: Annotated[UUID | None, QueryParameter(description="That answers for it.")] = None,
        place: Annotated[
            UUID | None, QueryParameter(description="A place, with what lies within it.")
        ] = None,
        late: Annotated[bool, QueryParameter(description="Those alone whose day is over.")] = False,
        q: Annotated[str, QueryParameter(max_length=MOST_TYPED, description="Words to look for.")] = "",
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> ActionsPage:
        """Those that everyone sees, or those that are looked for."""
        here = cursors(request, "actions")
        wanted = Wanted(
            q.strip(),
            (standing,) if standing else (),
            service,
            place=place,
            late=late,
            after=here.last(cursor),
        )
        found = await shown.latest_of(reading, visitor.territory, wanted, limit + 1)
        rows, following = here.cut(found, limit, lambda row: row.action.id)
        return ActionsPage([ActionFacts.of(row, visitor.address) for row in rows], following)

    @get(
        "/progress",
        summary="How many of how many",
        operation_id="getActionsProgress",
        tags=["Actions"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def progress(
        self,
        visitor: TheVisitor,
        reading: Reading,
        on: Annotated[date | None, QueryParameter(description="A day; today where none is said.")] = None,
    ) -> ProgressFacts:
        """Counted from the steps of that day, as they are told now."""
        day = on or visitor.territory.day(await reading.now())
        return ProgressFacts.of(await progress(reading, visitor.territory.id, day))

    @get(
        "/{number:int}",
        summary="One action",
        operation_id="getAction",
        tags=["Actions"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, number: Number) -> ActionWithSteps:
        """What is promised, where it stands and stood, and what shows it."""
        found = await shown.action(reading, visitor.territory, number)
        return await _whole(reading, found, visitor.address)

    @get(
        "/editions/{year:int}",
        summary="The actions of a year",
        operation_id="getActionsEdition",
        tags=["Actions"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def edition(self, visitor: TheVisitor, reading: Reading, year: Year) -> EditionFacts:
        """As they were frozen, with what was found wrong since."""
        edition = await editions.frozen(reading, visitor.territory.id, year)
        told: Contents = edition.told
        errata = await editions.errata(reading, edition.id)
        return EditionFacts(
            year,
            edition.frozen_at,
            ProgressFacts.of(told.progress),
            [EditionLine.of(line) for line in told.lines],
            [ErratumFacts(one.at, one.body) for one in errata],
        )


async def _whole(db: ReadSession, found: Shown, site: str) -> ActionWithSteps:
    action, ids = found.action, [found.action.id]
    aims = await shown.theme_names(db, ids, ThemeKind.AIM)
    pillars = await shown.theme_names(db, ids, ThemeKind.PILLAR)
    places = await shown.place_names(db, ids)
    steps = await shown.steps(db, action.id)
    shows = await shown.evidence(db, action.id)
    values = (action.before_value, action.before_on, action.after_value, action.after_on)
    folder = f"{site}/actions/{action.number}/evidence"
    return ActionWithSteps(
        ActionFacts.of(found, site),
        list(aims.get(action.id, ())),
        list(pillars.get(action.id, ())),
        list(places.get(action.id, ())),
        Measured(action.indicator, action.unit, *values) if action.indicator else None,
        [StepFacts(one.state, one.happened_on, name, one.deadline, one.note) for one, name in steps],
        [EvidenceFacts(one.title, one.url or f"{folder}/{one.id}", one.added_at) for one in shows],
    )


ROUTES = (ActionsApi,)
