"""Options of a draft for programs: added, changed, taken off. Pictures are sent at a page."""

from typing import Annotated

from litestar import Response, delete, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter

from consultations.ballots import queries
from consultations.ballots.describing import OptionDetails
from consultations.ballots.office import service
from consultations.ballots.office.api import HERE, ONE, TAG, WRITER, WRITES, BallotId
from consultations.ballots.office.options import at
from consultations.ballots.office.queries import drafted
from consultations.ballots.office.rules import Draft, with_option, with_options, without_option
from consultations.ballots.office.schemas import ChangedOption, OfficeWhole, OptionFields
from consultations.ballots.office.sending import option_sent, whole
from consultations.ballots.rules import OPTIONS_MOST
from okote.api.access import Api
from okote.api.idempotency.service import Key, once
from okote.identity.visitors import TheVisitor
from okote.web.pages import AnyRequest, Writing

Position = Annotated[int, PathParameter(description="Of an option, from 1 on.", ge=1, le=OPTIONS_MOST)]
Seen = Annotated[str, QueryParameter(description="The `mark` of the draft that was read.", max_length=64)]


class BallotOptionsApi(Api):
    path = HERE

    @post(
        f"{ONE}/options",
        summary="Add an option to a draft of a ballot",
        operation_id="addBallotOption",
        tags=TAG,
        guards=[WRITER],
        security=[WRITES],
    )
    async def add(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        data: JSONBody[OptionFields],
        idempotency_key: Key,
    ) -> Response[OfficeWhole]:
        """At the end of the list."""

        async def added() -> OfficeWhole:
            kept = drafted(await queries.ballot(db, visitor.territory.id, ballot_id))
            option = await option_sent(db, visitor, kept, data, OptionDetails(title=""))
            await service.change(db, ballot_id, lambda draft: with_options(draft, (option,)), by=visitor)
            return await whole(db, visitor, ballot_id)

        return await once(request, visitor, db, idempotency_key, added, status=201)

    @put(
        f"{ONE}/options/{{position:int}}",
        summary="Change an option of a draft of a ballot",
        operation_id="changeBallotOption",
        tags=TAG,
        guards=[WRITER],
        security=[WRITES],
    )
    async def set_option(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        position: Position,
        data: JSONBody[ChangedOption],
        idempotency_key: Key,
    ) -> Response[OfficeWhole]:
        """It keeps its position, its idea and its picture."""

        async def made() -> OfficeWhole:
            kept = drafted(await queries.ballot(db, visitor.territory.id, ballot_id))
            option = await option_sent(db, visitor, kept, data.option, at(kept, position))

            def now(draft: Draft) -> Draft:
                return with_option(draft, position, option)

            await service.change(db, ballot_id, now, by=visitor, mark=data.mark)
            return await whole(db, visitor, ballot_id)

        return await once(request, visitor, db, idempotency_key, made)

    @delete(
        f"{ONE}/options/{{position:int}}",
        status_code=200,
        summary="Take an option off a draft of a ballot",
        operation_id="removeBallotOption",
        tags=TAG,
        guards=[WRITER],
        security=[WRITES],
    )
    async def take_off(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: BallotId,
        position: Position,
        mark: Seen,
        idempotency_key: Key,
    ) -> Response[OfficeWhole]:
        """Those behind it move up."""

        def now(draft: Draft) -> Draft:
            at(draft, position)
            return without_option(draft, position)

        async def made() -> OfficeWhole:
            await service.change(db, ballot_id, now, by=visitor, mark=mark)
            return await whole(db, visitor, ballot_id)

        return await once(request, visitor, db, idempotency_key, made)


ROUTES = (BallotOptionsApi,)
