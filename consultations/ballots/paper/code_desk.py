"""Codes by letter on the desk of a ballot: packages for administrators, and one code at the counter."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import queries as ballots
from consultations.ballots.paper import codes
from consultations.ballots.paper.desk import DESK_OF, FOLDER
from consultations.ballots.paper.forms import PERSON, typed_person
from consultations.ballots.paper.rules import CODES_MOST
from consultations.ballots.rules import Mode
from consultations.permissions import may_keep_residents, may_receive_residents
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.downloads import CSV, dated, download
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.spreadsheets import spreadsheet
from payments.sessions import ReadSession

COLUMNS = ("name", "address", "code", "site")
KEEPS = requires(may_keep_residents)
PACKED = say("The package is made. It can be downloaded once: have the printer ready.")


class CodeDesk(Controller):
    path = f"{DESK_OF}/{{ballot_id:uuid}}/codes"
    guards = (requires(may_receive_residents),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        return await _listed(request, reading, visitor, ballot_id, Form())

    @post("/list", guards=[KEEPS])
    async def pack_list(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(codes.pack_list, db, ballot_id, by=visitor)
        if await attempt(db, form, "list", use_case) is None:
            return await _listed(request, db, visitor, ballot_id, form)
        return said(to(request, f"{DESK_OF}/{ballot_id}/codes"), "success", PACKED)

    @post("/number", guards=[KEEPS])
    async def pack_number(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        number = form.whole("many", least=1, most=CODES_MOST)
        use_case = partial(codes.pack_number, db, ballot_id, number, by=visitor)
        if await attempt(db, form, "many", use_case) is None:
            return await _listed(request, db, visitor, ballot_id, form)
        return said(to(request, f"{DESK_OF}/{ballot_id}/codes"), "success", PACKED)

    @post("/{package_id:uuid}/download", guards=[KEEPS])
    async def take(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        package_id: FromPath[UUID],
    ) -> Response[str]:
        """Once: as a table for a mail merge, or as letters to print."""
        form = Form(await request.form())
        printed = await codes.download(db, ballot_id, package_id, by=visitor)
        shown = await ballots.ballot(db, visitor.territory.id, ballot_id)
        site = f"{visitor.address}/ballots/{ballot_id}/code"
        if form.raw("as") == "table":
            rows = [
                dict(zip(COLUMNS, (one.name, one.address, one.code, site), strict=True)) for one in printed
            ]
            day = visitor.territory.day(await db.now())
            return download(spreadsheet(COLUMNS, rows).encode(), CSV, dated(day, "codes.csv"))
        answer = page(request, f"{FOLDER}printed.html", letters=printed, shown=shown, site=site)
        answer.headers["cache-control"] = "no-store"
        return answer

    @post("/{package_id:uuid}/void", guards=[KEEPS])
    async def void(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        package_id: FromPath[UUID],
    ) -> Redirect:
        await codes.void(db, ballot_id, package_id, by=visitor)
        text = say("The package is void: its codes open nothing any more. Votes that were given stay.")
        return said(to(request, f"{DESK_OF}/{ballot_id}/codes"), "success", text)

    @post("/reissue")
    async def reissue(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        form = Form(await request.form())
        typed = typed_person(form)

        async def use_case() -> str:
            return await codes.reissue(db, ballot_id, typed, by=visitor) if typed else ""

        code = await attempt(db, form, "family", use_case)
        if not code:
            return await _listed(request, db, visitor, ballot_id, form)
        site = f"{visitor.address}/ballots/{ballot_id}/code"
        answer = page(request, f"{FOLDER}handed.html", code=code, site=site, ballot_id=ballot_id)
        answer.headers["cache-control"] = "no-store"
        return answer


async def _listed(
    request: AnyRequest, db: ReadSession, visitor: Visitor, ballot_id: UUID, form: Form
) -> Response[str]:
    shown = await ballots.ballot(db, visitor.territory.id, ballot_id)
    if shown.ballot.mode is not Mode.SEALED:
        raise NotFoundError
    keeps = may_keep_residents(visitor)
    answer = page(
        request,
        f"{FOLDER}codes.html",
        form=form,
        shown=shown,
        person=PERSON,
        keeps=keeps,
        packages=await codes.packages_of(db, shown.ballot) if keeps else (),
    )
    answer.headers["cache-control"] = "no-store"
    return answer


ROUTES = (CodeDesk,)
