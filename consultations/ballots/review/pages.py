"""For whoever's vote was set aside: why, how to contest it, and what was decided."""

from functools import partial
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import queries as ballots
from consultations.ballots.review import queries, service
from consultations.ballots.review.rules import CONTEST_MOST, Stage, contested_until, stage
from consultations.ballots.review.words import SIGNS, STAGES, TONES
from consultations.ballots.rules import State
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

ONE = "/my/votes/{ballot_id:uuid}"


@get(ONE, guards=[requires(signed_in)])
async def one(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
) -> Response[str]:
    return await _shown(request, visitor, reading, ballot_id, Form())


@post(f"{ONE}/contest", guards=[requires(signed_in)])
async def contest(
    request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    words = form.text("words", most=CONTEST_MOST)
    if await attempt(db, form, "words", partial(service.contest, db, ballot_id, words, by=visitor)) is None:
        return await _shown(request, visitor, db, ballot_id, form)
    text = say("Somebody who did not set your vote aside looks at it, and you have the answer by mail.")
    return said(to(request, f"/my/votes/{ballot_id}"), "success", text)


async def _shown(
    request: AnyRequest, visitor: Visitor, db: ReadSession, ballot_id: UUID, form: Form
) -> Response[str]:
    row = await queries.mine(db, visitor.territory.id, ballot_id, person_of(visitor).id)
    shown = await ballots.ballot(db, visitor.territory.id, ballot_id)
    stands = stage(row, await db.now())
    return page(
        request,
        "consultations/ballots/review/mine.html",
        row=row,
        ballot=shown.ballot,
        stage=stands.value,
        stage_says=STAGES[stands],
        tone=TONES[stands],
        sign=SIGNS[row.sign],
        until=contested_until(row.at),
        contests=stands is Stage.CONTESTABLE and shown.state is State.ENDED,
        most=CONTEST_MOST,
        form=form,
    )


ROUTES = (one, contest)
