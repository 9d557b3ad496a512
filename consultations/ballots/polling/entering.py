"""Where somebody without an account begins: with the code of a letter, or with an agent at the counter."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from consultations.ballots.paper import assisting, codes, passes
from consultations.ballots.paper.forms import CODE_MOST, PERSON, typed_person
from consultations.ballots.paper.passes import Pass
from consultations.ballots.paper.rules import VotingCodeError
from consultations.ballots.polling import queries
from consultations.ballots.polling.marking import Marked
from consultations.ballots.polling.pages import FOLDER, ONE
from consultations.ballots.polling.queries import Whole
from consultations.ballots.polling.showing import again
from consultations.ballots.rules import BallotEarlyError, BallotOverError, Channel, Mode, State
from consultations.eligibility.census.models import CensusEntry
from consultations.permissions import may_receive_residents
from okote.identity.entrance import client_of
from okote.identity.limited import counted_address
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.limits import Limit, Per, hit
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page
from payments.sessions import ReadSession

TRIES = Limit(
    "voting-code",
    most=60,
    window=timedelta(hours=1),
    per=Per.ADDRESS,
    reason="A library where people vote one after another; nobody finds a code of 80 bits by trying.",
)


@get(f"{ONE}/code")
async def ask(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
) -> Response[str]:
    return _code(request, await _sealed(reading, visitor, ballot_id), Form())


@post(f"{ONE}/code")
async def enter(
    request: AnyRequest,
    visitor: TheVisitor,
    db: Writing,
    settings: TheSettings,
    ballot_id: FromPath[UUID],
) -> Response[str]:
    """The ballot itself, to be marked with the code in hand; nothing is written but that it was tried."""
    whole = await _sealed(db, visitor, ballot_id)
    form = Form(await request.form())
    typed = form.text("code", most=CODE_MOST)
    if whole.state is not State.OPEN:
        form.refuse("code", BallotEarlyError() if whole.state is State.ANNOUNCED else BallotOverError())
    if address := counted_address(client_of(request)):
        await hit(db, TRIES, address)
    code = await attempt(db, form, "code", partial(codes.admitted, db, whole.ballot, typed, by=visitor))
    if code is None:
        if isinstance(form.errors.get("code"), VotingCodeError):
            await codes.count_try(db, whole.ballot, typed)
        return _code(request, whole, form)
    admitted = Pass(ballot_id, Channel.CODE, code.id)
    return await _ballot(request, db, visitor, settings, whole, admitted)


class AssistedVotes(Controller):
    path = "/back-office/ballots/{ballot_id:uuid}/assisted"
    guards = (requires(may_receive_residents),)

    @get()
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        return _assisted(request, await _sealed(reading, visitor, ballot_id), Form())

    @post()
    async def begin(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        ballot_id: FromPath[UUID],
    ) -> Response[str]:
        """The ballot itself, for whoever is there to choose."""
        whole = await _sealed(db, visitor, ballot_id)
        form = Form(await request.form())
        typed = typed_person(form)
        guardian = form.ticked("guardian")

        async def use_case() -> CensusEntry | None:
            if typed is None:
                return None
            return await assisting.begin(db, ballot_id, typed, guardian=guardian, by=visitor)

        line = await attempt(db, form, "family", use_case)
        if line is None:
            return _assisted(request, whole, form)
        admitted = Pass(ballot_id, Channel.ASSISTED, line.id)
        return await _ballot(request, db, visitor, settings, whole, admitted)


async def _sealed(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> Whole:
    whole = await queries.whole(db, visitor, ballot_id)
    if whole.ballot.mode is not Mode.SEALED:
        raise NotFoundError
    return whole


async def _ballot(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    settings: TheSettings,
    whole: Whole,
    admitted: Pass,
) -> Response[str]:
    brought = passes.sealed(settings, admitted, await db.now())
    answer = await again(request, db, visitor, whole, Marked(admitted=brought), Form())
    answer.headers["cache-control"] = "no-store"
    return answer


def _code(request: AnyRequest, whole: Whole, form: Form) -> Response[str]:
    return page(request, f"{FOLDER}code.html", ballot=whole.ballot, state=whole.state.value, form=form)


def _assisted(request: AnyRequest, whole: Whole, form: Form) -> Response[str]:
    answer = page(
        request,
        f"{FOLDER}assisted.html",
        ballot=whole.ballot,
        state=whole.state.value,
        form=form,
        person=PERSON,
    )
    answer.headers["cache-control"] = "no-store"
    return answer


ROUTES = (ask, enter, AssistedVotes)
