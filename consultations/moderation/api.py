"""Moderation, for programs: the count of decisions, and reporting something."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from consultations.moderation.contents import TheModerated
from consultations.moderation.queries.figures import figures
from consultations.moderation.rules import EXPLANATION_MOST, CameBy, Given, Ground, Verdict
from consultations.moderation.service.notices import report
from okote.api.access import V1, Api, opens
from okote.api.answers import FOR_EVERYONE
from okote.api.idempotency.service import Key, once
from okote.api.reading import texts
from okote.api.schemas import Moment
from okote.identity.permissions import signed_in
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Reading, Writing

Count = Annotated[int, Meta(ge=0, description="How many.")]
Subject = Annotated[str, Meta(description="What it is, such as `idea` or `comment`.", max_length=40)]


class ModerationLine(Struct, frozen=True):
    """First decisions that are alike."""

    year: Annotated[int, Meta(description="Of the decision, where the territory is.")]
    kind: Subject
    came_by: Annotated[CameBy, Meta(description="How it came to the moderators.")]
    ground: Annotated[Ground | None, Meta(description="Null where none was found.")]
    decision: Annotated[Verdict, Meta(description="What was decided first.")]
    number: Count
    median_hours: Annotated[int, Meta(description="Half of them took no longer, rounded up.")]


class ModerationFigures(Struct, frozen=True):
    """What was decided, on which ground, how soon, and how appeals ended."""

    lines: Annotated[list[ModerationLine], Meta(description="The latest year first.")]
    waiting: Count
    median_hours: Annotated[int | None, Meta(description="Over all; null where nothing was decided.")]
    suspensions: Count
    appeals_followed: Count
    appeals_confirmed: Count


class NewNotice(Struct, frozen=True, forbid_unknown_fields=True):
    """What the owner of the token reports."""

    kind: Subject
    subject: Annotated[UUID, Meta(description="Its number.")]
    ground: Annotated[Ground, Meta(description="What is wrong with it.")]
    explanation: Annotated[
        str, Meta(description="Which words, and why.", min_length=1, max_length=EXPLANATION_MOST)
    ]
    good_faith: Annotated[bool, Meta(description="That it is right and complete, to one’s best belief.")]


class NoticeReceipt(Struct, frozen=True):
    """What was reported has arrived; the decision comes by mail."""

    id: Annotated[UUID, Meta(description="Of the notice.")]
    address: Annotated[str, Meta(description="The exact address of what is reported.")]
    at: Moment


class ModerationApi(Api):
    path = V1

    @get(
        "/moderation",
        summary="Decisions of moderation",
        operation_id="getModerationFigures",
        tags=["Moderation"],
        response_headers=FOR_EVERYONE,
    )
    async def counted(self, visitor: TheVisitor, reading: Reading) -> ModerationFigures:
        """A count of things, and of nobody."""
        found = await figures(reading, visitor.territory.id, visitor.territory.time_zone)
        lines = [
            ModerationLine(one.year, one.kind, one.origin, one.ground, one.verdict, one.number, one.hours)
            for one in found.lines
        ]
        return ModerationFigures(
            lines,
            found.waiting,
            found.hours,
            found.suspended,
            found.appeals.get(True, 0),
            found.appeals.get(False, 0),
        )

    @post(
        "/moderation/notices",
        summary="Report something",
        operation_id="reportContent",
        tags=["Moderation"],
        guards=[opens(Scope.WRITE, signed_in)],
        security=[{"token": [Scope.WRITE.value]}],
    )
    async def reported(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        moderated: TheModerated,
        data: JSONBody[NewNotice],
        idempotency_key: Key,
    ) -> Response[NoticeReceipt]:
        """One open notice for each person and subject: sent again, it is the same."""

        async def received() -> NoticeReceipt:
            moderated.of_kind(data.kind)
            given = {"explanation": data.explanation}
            words = texts(given, {"explanation": EXPLANATION_MOST}, required=frozenset(given))
            notice = await report(
                *(db, moderated, data.kind, data.subject),
                Given(data.ground, words["explanation"], data.good_faith),
                by=visitor,
            )
            return NoticeReceipt(notice.id, notice.url, notice.at)

        return await once(request, visitor, db, idempotency_key, received, status=201)


ROUTES = (ModerationApi,)
