"""Published tests, for programs: what testers made of a procedure, their findings, and the answers."""

from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from litestar import get
from litestar.params import PathParameter
from msgspec import Meta, Struct

from consultations.measures.pictures.drawing import told_or_none
from consultations.measures.statistics.axes import Answers, Axis
from consultations.testing.queries import standing as standings
from consultations.testing.queries.findings import Read, findings_read
from consultations.testing.queries.results import Found, found_by
from consultations.testing.queries.standing import Standing
from consultations.testing.rules.findings import FindingState
from consultations.testing.rules.reading import Stage
from consultations.testing.rules.sittings import Manner
from okote.api.access import V1, Api
from okote.api.answers import FOR_EVERYONE
from okote.api.cursors import Cursor, cursors
from okote.api.schemas import USUAL, Limit, Moment, Next
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.web.pages import AnyRequest, Reading
from okote.web.shared import ALIKE

TestSlug = Annotated[str, PathParameter(description="The name of a test in addresses.")]
Count = Annotated[int, Meta(ge=0, description="How many.")]


class TestFacts(Struct, frozen=True):
    """A panel tried one version of a procedure."""

    __test__ = False

    id: Annotated[UUID, Meta(description="Its number.")]
    slug: Annotated[str, Meta(description="Its name in addresses.")]
    url: Annotated[str, Meta(description="Of its page.")]
    title: Annotated[str, Meta(description="What it is called.")]
    procedure: Annotated[str, Meta(description="The name of the procedure in addresses.")]
    version: Annotated[int, Meta(description="Which version of it was tried.")]
    service: Annotated[str, Meta(description="The service that answers for it.")]
    testers: Count
    closes_at: Annotated[Moment, Meta(description="The first moment at which nobody could answer any more.")]
    published_at: Annotated[Moment, Meta(description="Since when everyone reads the results.")]

    @classmethod
    def of(cls, stands: Standing, site: str) -> Self:
        one = stands.campaign
        return cls(
            id=one.id,
            slug=one.slug,
            url=f"{site}/tests/{one.slug}",
            title=one.title,
            procedure=stands.procedure.slug,
            version=stands.version.number,
            service=stands.service,
            testers=stands.complete,
            closes_at=one.closes_at,
            published_at=one.published_at or one.closes_at,
        )


class TestsPage(Struct, frozen=True):
    """The latest written first."""

    __test__ = False

    items: Annotated[list[TestFacts], Meta(description="Those of this page.")]
    next: Next


class TestedAxis(Struct, frozen=True):
    """What was answered to one of the three questions, by all or by those who tried it one way."""

    axis: Annotated[Axis, Meta(description="What was asked.")]
    manner: Annotated[Manner | None, Meta(description="How they tried it; null for all testers.")]
    mean: Annotated[Decimal | None, Meta(description="Out of ten, to a tenth.")]
    levels: Annotated[list[int], Meta(description="How many gave each of five levels, the worst first.")]

    @classmethod
    def of(cls, axis: Axis, manner: Manner | None, answers: Answers) -> Self:
        return cls(axis, manner, told_or_none(answers.mean), list(answers.counts))


class TestedTask(Struct, frozen=True):
    """How far testers got with a task."""

    task: Annotated[str, Meta(description="What they tried.")]
    done: Count
    helped: Count
    abandoned: Count
    not_tried: Count


class FindingFacts(Struct, frozen=True):
    """What testers stumbled on, without what tells who wrote it."""

    number: Annotated[int, Meta(description="Within its test.")]
    title: Annotated[str, Meta(description="What happened.")]
    step: Annotated[int | None, Meta(description="Of the version, from 1; null where it is about the whole.")]
    severity: Annotated[int, Meta(ge=1, le=3, description="1 annoys, 2 slows down, 3 blocks.")]
    testers: Count
    state: Annotated[FindingState, Meta(description="What the service says to it.")]
    answer: Annotated[str | None, Meta(description="In its own words.")]
    action: Annotated[int | None, Meta(description="The number of the action that came of it.")]

    @classmethod
    def of(cls, one: Read) -> Self:
        said = one.answered
        return cls(
            number=one.finding.number or 0,
            title=one.finding.told_title,
            step=one.finding.step,
            severity=int(one.severity),
            testers=one.met.count,
            state=one.finding.state,
            answer=said.answer.words or None if said is not None else None,
            action=said.action_number if said is not None else None,
        )


class TestResults(Struct, frozen=True):
    """Of all testers together: a panel shows where people stumble, it is no survey."""

    __test__ = False

    test: Annotated[TestFacts, Meta(description="What was tried.")]
    axes: Annotated[list[TestedAxis], Meta(description="Of all, then of groups large enough to be told.")]
    tasks: Annotated[list[TestedTask], Meta(description="In their order.")]
    findings: Annotated[list[FindingFacts], Meta(description="The worst first.")]
    reply: Annotated[str | None, Meta(description="What the service says to the whole.")]


def axes_of(found: Found) -> list[TestedAxis]:
    """Empty where too few answered."""
    told = found.results
    if told is None:
        return []
    everyone = [TestedAxis.of(axis, None, answers) for axis, answers in told.answers.items()]
    apart = [
        TestedAxis.of(axis, Manner(group), answers)
        for group, by_axis in told.apart.items()
        for axis, answers in by_axis.items()
    ]
    return everyone + (apart if len(told.apart) > 1 else [])


class TestsApi(Api):
    __test__ = False
    path = V1

    @get(
        "/tests",
        summary="Tests of procedures",
        operation_id="listTests",
        tags=["Tests"],
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
    ) -> TestsPage:
        """Those whose results everyone reads."""
        here = cursors(request, "tests")
        last = here.last(cursor)
        found = await standings.published(reading, visitor.territory.id, before=last, most=limit + 1)
        rows, following = here.cut(found, limit, lambda row: row.campaign.id)
        return TestsPage([TestFacts.of(row, visitor.address) for row in rows], following)

    @get(
        "/tests/{slug:str}",
        summary="What a test found",
        operation_id="getTest",
        tags=["Tests"],
        opt={ALIKE: True},
        response_headers=FOR_EVERYONE,
    )
    async def one(self, visitor: TheVisitor, reading: Reading, slug: TestSlug) -> TestResults:
        """Published results alone, whoever asks."""
        stands = await standings.campaign_called(reading, visitor.territory.id, slug)
        if stands.stage is not Stage.PUBLISHED:
            raise NotFoundError
        found = await found_by(reading, stands.campaign)
        read = await findings_read(reading, stands.campaign.id, stands.complete)
        tasks = found.drawn_tasks if found.results is not None else ()
        return TestResults(
            test=TestFacts.of(stands, visitor.address),
            axes=axes_of(found),
            tasks=[
                TestedTask(one.name, **{how.value: n for how, n in one.outcomes.by_outcome.items()})
                for one in tasks
            ],
            findings=[FindingFacts.of(one) for one in read] if found.results is not None else [],
            reply=stands.campaign.reply or None,
        )


ROUTES = (TestsApi,)
