"""The office of ballots for programs: drafts written, announced, and the first word of two people."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter

from consultations.ballots import closing, queries
from consultations.ballots.office import forms, service
from consultations.ballots.office.queries import drafted, every_ballot
from consultations.ballots.office.schemas import (
    AskedSignature,
    ChangedBallot,
    NewBallot,
    OfficeBallot,
    OfficeBallots,
    OfficeWhole,
)
from consultations.ballots.office.sending import as_typed, changed_by, phases, read, whole
from consultations.ballots.rules import REASON_MOST, State
from consultations.permissions import may_publish_processes, may_write_processes
from okote.api.access import V1, Api, opens
from okote.api.cursors import Cursor, cursors
from okote.api.idempotency.service import Key, once
from okote.api.schemas import USUAL, Limit
from okote.approvals.models import Approval
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import TheVisitor, Visitor
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing
from payments.sessions import WriteSession

BallotId = Annotated[UUID, PathParameter(description="The number of a ballot.")]

ONE = "/{ballot_id:uuid}"
HERE = f"{V1}/back-office/ballots"
TAG = ["Back office"]
READS, WRITES = {"token": [Scope.READ_WORK.value]}, {"token": [Scope.WRITE.value]}
READER = opens(Scope.READ_WORK, may_write_processes)
WRITER = opens(Scope.WRITE, may_write_processes)
PUBLISHER = opens(Scope.WRITE, may_publish_processes)

Ask = Callable[..., Awaitable[Approval]]


class BallotOfficeApi(Api):
    path = HERE

    @get(
        summary="Ballots of the office",
        operation_id="listOfficeBallots",
        tags=TAG,
        guards=[READER],
        security=[READS],
    )
    async def listed(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        standing: Annotated[
            State | None, QueryParameter(name="state", description="Where they stand.")
        ] = None,
        cursor: Cursor = None,
        limit: Limit = USUAL,
    ) -> OfficeBallots:
        """Drafts too."""
        here = cursors(request, "office-ballots")
        found = await every_ballot(
            reading, visitor.territory.id, in_state=standing, before=here.last(cursor), limit=limit + 1
        )
        rows, following = here.cut(found, limit, lambda row: row.ballot.id)
        return OfficeBallots([OfficeBallot.of(row, visitor.address) for row in rows], following)

    @get(
        ONE,
        summary="A ballot of the office",
        operation_id="getOfficeBallot",
        tags=TAG,
        guards=[READER],
        security=[READS],
    )
    async def one(self, visitor: TheVisitor, reading: Reading, ballot_id: BallotId) -> OfficeWhole:
        """As it is written, what is missing before it can be announced, what waits for a second person."""
        return await whole(reading, visitor, ballot_id)

    @post(
        summary="Begin a ballot",
        operation_id="createBallot",
        tags=TAG,
        guards=[WRITER],
        security=[WRITES],
    )
    async def begin(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        data: JSONBody[NewBallot],
        idempotency_key: Key,
    ) -> Response[OfficeWhole]:
        """A draft, which nobody else reads."""

        async def begun() -> OfficeWhole:
            known = await phases(db, visitor)
            told = read(as_typed(data), lambda form: forms.said(form, known))
            ballot = await service.begin(
                db, told.process_id, told.phase_id, told.title, told.question, told.mode, by=visitor
            )
            return await whole(db, visitor, ballot.id)

        return await once(request, visitor, db, idempotency_key, begun, status=201)

    @put(
        ONE,
        summary="Change a draft of a ballot",
        operation_id="changeBallot",
        tags=TAG,
        guards=[WRITER],
        security=[WRITES],
    )
    async def change(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        data: JSONBody[ChangedBallot],
        idempotency_key: Key,
    ) -> Response[OfficeWhole]:
        """All but its options. Refused once it is announced."""

        async def made() -> OfficeWhole:
            kept = drafted(await queries.ballot(db, visitor.territory.id, ballot_id))
            now = await changed_by(db, visitor, kept, data)
            await service.change(db, ballot_id, now, by=visitor, mark=data.mark)
            return await whole(db, visitor, ballot_id)

        return await once(request, visitor, db, idempotency_key, made)

    @delete(
        ONE,
        status_code=200,
        summary="Throw a draft of a ballot away",
        operation_id="removeBallot",
        tags=TAG,
        guards=[WRITER],
        security=[WRITES],
    )
    async def remove(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        idempotency_key: Key,
    ) -> Response[OfficeWhole]:
        """Answered as it was. Refused once it is announced."""

        async def removed() -> OfficeWhole:
            was = await whole(db, visitor, ballot_id)
            await service.remove_draft(db, ballot_id, by=visitor)
            return was

        return await once(request, visitor, db, idempotency_key, removed)

    @post(
        f"{ONE}/announce",
        status_code=200,
        summary="Announce a ballot",
        operation_id="announceBallot",
        tags=TAG,
        guards=[PUBLISHER],
        security=[WRITES],
    )
    async def announce(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        ballot_id: BallotId,
        idempotency_key: Key,
    ) -> Response[OfficeWhole]:
        """Everyone reads it from then on, and nobody changes it any more."""

        async def announced() -> OfficeWhole:
            await service.announce(db, settings.uploads_folder, ballot_id, by=visitor)
            return await whole(db, visitor, ballot_id)

        return await once(request, visitor, db, idempotency_key, announced)

    @post(
        f"{ONE}/close",
        status_code=200,
        summary="Ask to close a ballot",
        operation_id="askToCloseBallot",
        tags=TAG,
        guards=[PUBLISHER],
        security=[WRITES],
    )
    async def close(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        data: JSONBody[AskedSignature],
        idempotency_key: Key,
    ) -> Response[OfficeWhole]:
        """Once its phase is over. A second person closes it, at a page."""
        use_case = _asking(db, visitor, ballot_id, data, closing.ask_to_close)
        return await once(request, visitor, db, idempotency_key, use_case)

    @post(
        f"{ONE}/publish",
        status_code=200,
        summary="Ask to publish the result of a ballot",
        operation_id="askToPublishBallot",
        tags=TAG,
        guards=[PUBLISHER],
        security=[WRITES],
    )
    async def publish(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        data: JSONBody[AskedSignature],
        idempotency_key: Key,
    ) -> Response[OfficeWhole]:
        """Once it is counted. A second person publishes it, at a page; nobody reads a total before."""
        use_case = _asking(db, visitor, ballot_id, data, closing.ask_to_publish)
        return await once(request, visitor, db, idempotency_key, use_case)


def _asking(
    db: WriteSession, visitor: Visitor, ballot_id: UUID, data: AskedSignature, ask: Ask
) -> Callable[[], Awaitable[OfficeWhole]]:
    async def asked() -> OfficeWhole:
        reason = read(as_typed(data), lambda form: form.text("reason", most=REASON_MOST))
        await ask(db, ballot_id, reason, by=visitor)
        return await whole(db, visitor, ballot_id)

    return asked


ROUTES = (BallotOfficeApi,)
