"""Editions in the back office: each year, what its edition would say, freezing it, telling a mistake."""

from datetime import date
from functools import partial

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.actions import editions
from consultations.actions.pages import ACTIONS
from consultations.actions.queries import editions as queries
from consultations.actions.rules import NOTE_MOST
from consultations.actions.words import STATES, TONES, bars, sentence
from consultations.permissions import may_keep_editions
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

HERE = "/back-office/action-editions"


class EditionDesk(Controller):
    path = HERE
    guards = (requires(may_keep_editions),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        here = visitor.territory
        return page(
            request,
            "consultations/actions/editions.html",
            years=await queries.years(reading, here),
            frozen={one.year: one for one in await queries.editions(reading, here.id)},
            this=here.day(await reading.now()).year,
        )

    @get("/{year:int}")
    async def preview(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, year: FromPath[int]
    ) -> Response[str]:
        """What it would say now, and what freezing does; of a frozen year, what was found wrong."""
        return await _one(request, reading, visitor, year, Form())

    @post("/{year:int}")
    async def freeze(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, year: FromPath[int]
    ) -> Response[str] | Redirect:
        await _check_year(db, visitor, year)
        form = Form(await request.form())
        use_case = partial(editions.freeze, db, year, read=form.raw("read"), by=visitor)
        if await attempt(db, form, "freeze", use_case) is None:
            return await _one(request, db, visitor, year, form)
        return said(to(request, f"{ACTIONS}/editions/{year}"), "success", say("The year is frozen."))

    @post("/{year:int}/errata")
    async def correct(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, year: FromPath[int]
    ) -> Response[str] | Redirect:
        edition = await queries.frozen(db, visitor.territory.id, year)
        form = Form(await request.form())
        body = form.text("body", most=NOTE_MOST)
        if (
            await attempt(db, form, "body", partial(editions.correct, db, edition.id, body, by=visitor))
            is None
        ):
            return await _one(request, db, visitor, year, form)
        text = say("Everyone reads it with the edition.")
        return said(to(request, f"{ACTIONS}/editions/{year}"), "success", text)


async def _check_year(db: ReadSession, visitor: Visitor, year: int) -> None:
    if year not in await queries.years(db, visitor.territory):
        raise NotFoundError


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, year: int, form: Form
) -> Response[str]:
    await _check_year(db, visitor, year)
    here, words = visitor.territory, wording_of(request)
    edition = await queries.edition_of(db, here.id, year)
    told = edition.told if edition else await queries.contents(db, here, year)
    return page(
        request,
        "consultations/actions/freeze.html",
        year=year,
        edition=edition,
        told=told,
        sentence=sentence(words, told.progress),
        bars=bars(words, told.progress),
        errata=await queries.errata(db, edition.id) if edition else [],
        over=here.day(await db.now()).year > year,
        freezable_from=date(year + 1, 1, 1),
        labels=STATES,
        tones=TONES,
        form=form,
    )
