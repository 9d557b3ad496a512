"""Options of a ballot in the back office: brought in from a file, and taken away as one."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import queries
from consultations.ballots.exchange import bringing, tables
from consultations.ballots.exchange.bringing import Looked, as_shown
from consultations.ballots.exchange.pages import options_file
from consultations.ballots.exchange.rules import TEXT_MOST, WRONG
from consultations.ballots.rules import OPTIONS_MOST, State
from consultations.permissions import may_write_processes
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import places
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession

HERE = "/back-office/ballots/{ballot_id:uuid}"
KEEP, REPLACE = "keep", "replace"


class ExchangePages(Controller):
    path = HERE
    guards = (requires(may_write_processes),)

    @get("/import")
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        """Of a draft; of any other what can be taken away."""
        return await _page(request, reading, visitor, ballot_id, Form({"how": REPLACE}), None)

    @post("/import", opt={TAKES_FILES: True})
    async def bring(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Looked at, line by line, with all that was sent in a field where it can be put right; written
        once nothing is wrong and somebody says so.
        """
        form = Form(dict(await request.form()))
        sent = await form.file("file", required=False)
        if sent:
            form = Form({**form.values, "text": tables.decoded(sent)})
        text = form.text("text", most=TEXT_MOST)
        how = form.choice("how", (KEEP, REPLACE))
        looked = await attempt(db, form, "text", lambda: bringing.look(db, ballot_id, text, by=visitor))
        if looked is None or not form.ticked("accept"):
            return await _page(request, db, visitor, ballot_id, form, looked)
        take = form.ticked("take")
        brought = await attempt(
            db,
            form,
            "text",
            lambda: bringing.bring(db, ballot_id, text, keep=how == KEEP, take=take, by=visitor),
        )
        if brought is None:
            return await _page(request, db, visitor, ballot_id, form, looked)
        done = say("The options are in the draft.")
        return said(to(request, f"/back-office/ballots/{ballot_id}/import"), "success", done)

    @get("/export/{file:str}")
    async def export(
        self, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID], file: FromPath[str]
    ) -> Response[Any]:
        """Options as they stand, of a draft too, and never a vote."""
        shown = await queries.ballot(reading, visitor.territory.id, ballot_id)
        return await options_file(reading, visitor, shown, file)


async def _page(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    ballot_id: UUID,
    form: Form,
    looked: Looked | None,
) -> Response[str]:
    shown = await queries.ballot(db, visitor.territory.id, ballot_id)
    names = {one.id: one.name for one in await places(db, visitor.territory.id)}
    read = looked.read if looked else None
    return page(
        request,
        "consultations/ballots/exchange/import.html",
        shown=shown,
        draft=shown.state is State.DRAFT,
        form=form,
        refused=read.refused if read else [],
        options=[as_shown(one, names, shown.ballot.currency) for one in read.options] if read else None,
        announced=dict(looked.announced.said()) if looked else {},
        envelopes={one.position: one.name for one in shown.envelopes},
        wrong=WRONG,
        most=OPTIONS_MOST,
    )


ROUTES = (ExchangePages,)
