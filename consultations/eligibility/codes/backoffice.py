"""Letters with codes: what waits, packages to download once, those that are void."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import col, select

from consultations.eligibility.census.queries import standing
from consultations.eligibility.codes import packages
from consultations.eligibility.codes.models import LetterPackage, Purpose
from consultations.eligibility.words import HERE
from consultations.permissions import may_keep_residents
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.territories.queries import of_territory, one_of
from okote.web.attempts import attempt
from okote.web.downloads import CSV, dated, download
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.spreadsheets import spreadsheet
from payments.sessions import ReadSession

LETTERS = f"{HERE}/letters"
COLUMNS = ("name", "address", "code", "expires_on", "site")


class LetterPages(Controller):
    path = LETTERS
    guards = (requires(may_keep_residents),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _listed(request, reading, visitor, Form())

    @post("/waiting")
    async def pack_waiting(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        if await attempt(db, form, "waiting", partial(packages.pack_waiting, db, by=visitor)) is None:
            return await _listed(request, db, visitor, form)
        return said(to(request, LETTERS), "success", PACKED)

    @post("/list")
    async def pack_list(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        if await attempt(db, form, "list", partial(packages.pack_list, db, by=visitor)) is None:
            return await _listed(request, db, visitor, form)
        return said(to(request, LETTERS), "success", PACKED)

    @post("/{package_id:uuid}/download")
    async def take(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, package_id: FromPath[UUID]
    ) -> Response[str]:
        """Once: as a table for a mail merge, or as letters to print."""
        package = await one_of(db, LetterPackage, visitor.territory.id, package_id)
        form = Form(await request.form())
        printed = await packages.download(db, package.id, by=visitor)
        if form.raw("as") != "table":
            answer = page(
                request,
                "consultations/eligibility/desk/printed.html",
                letters=printed,
                package=package,
                site=visitor.address,
            )
            answer.headers["cache-control"] = "no-store"
            return answer
        until = package.expires_on.isoformat()
        rows = [
            dict(zip(COLUMNS, (one.name, one.address, one.code, until, visitor.address), strict=True))
            for one in printed
        ]
        day = visitor.territory.day(await db.now())
        return download(spreadsheet(COLUMNS, rows).encode(), CSV, dated(day, "letters.csv"))

    @post("/{package_id:uuid}/void")
    async def void(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, package_id: FromPath[UUID]
    ) -> Redirect:
        await packages.void_letters(db, package_id, by=visitor)
        text = say("The package is void: none of its codes opens anything any more.")
        return said(to(request, LETTERS), "success", text)


PACKED = say("The package is made. It can be downloaded once: have the printer ready.")


async def _listed(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    here = visitor.territory.id
    own = select(LetterPackage).where(LetterPackage.purpose == Purpose.RESIDENCE)
    made = of_territory(own, LetterPackage.territory_id, here).order_by(col(LetterPackage.id).desc())
    return page(
        request,
        "consultations/eligibility/desk/letters.html",
        form=form,
        packages=(await db.exec(made.limit(50))).all(),
        stands=await standing(db, here),
    )


ROUTES = (LetterPages,)
