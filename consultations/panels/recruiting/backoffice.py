"""The pool in the back office: who volunteers, the counter, a list, the codes of letters."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.eligibility.census.reading import decoded
from consultations.panels import queries
from consultations.panels.backoffice import HERE
from consultations.panels.features import features_of, names_of
from consultations.panels.queries import Told
from consultations.panels.recruiting import importing, pool, service
from consultations.panels.recruiting.reading import check_consent, consent_to, read
from consultations.panels.recruiting.rules import CODES_MOST
from consultations.panels.recruiting.words import SOURCES
from consultations.permissions import may_enter_volunteers, may_run_panels
from consultations.services.queries import services
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, renderer_of, said, to, wording_of
from okote.web.pagination import Before, latest
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession

RUNS = requires(may_run_panels)


class PoolPages(Controller):
    path = f"{HERE}/{{panel_id:uuid}}"
    guards = (requires(may_enter_volunteers),)

    @get("/volunteers", guards=[RUNS])
    async def volunteers(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        panel_id: FromPath[UUID],
        before: Before = None,
    ) -> Response[str]:
        """The latest first."""
        told = await queries.any_panel(reading, visitor.territory.id, panel_id)
        found = await queries.volunteers(reading, told.panel.id, before)
        return page(
            request,
            "consultations/panels/volunteers.html",
            told=told,
            features=list((await names_of(reading, told.panel.id)).values()),
            services={one.id: one.name for one in await services(reading, visitor.territory.id)},
            volunteers=latest(found, before, key=lambda one: one.id),
            sources=SOURCES,
        )

    @post("/volunteers/{volunteer_id:uuid}/take-out", guards=[RUNS])
    async def take_out(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        panel_id: FromPath[UUID],
        volunteer_id: FromPath[UUID],
    ) -> Redirect:
        await pool.of_panel(db, visitor.territory.id, panel_id, volunteer_id)
        panel = await service.take_out(db, renderer_of(request), volunteer_id, by=visitor)
        text = say("This person is out of the pool, and what they said is deleted.")
        return said(to(request, f"{HERE}/{panel.id}/volunteers"), "success", text)

    @get("/counter")
    async def counter(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        told = await queries.any_panel(reading, visitor.territory.id, panel_id)
        return await _counter(request, reading, visitor, told, Form())

    @post("/counter")
    async def enter(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        told = await queries.any_panel(db, visitor.territory.id, panel_id)
        form = Form(await request.form())
        details = read(form, await features_of(db, told.panel.id), await _services(db, visitor))
        check_consent(form)
        consent = consent_to(told.panel, wording_of(request))
        use_case = partial(
            service.enter, db, renderer_of(request), told.panel.id, details, consent, by=visitor
        )
        if await attempt(db, form, "name", use_case, elsewhere={"volunteer_unreachable": "email"}) is None:
            return await _counter(request, db, visitor, told, form)
        text = say("This person is among the volunteers. The next one may be entered.")
        return said(to(request, f"{HERE}/{told.panel.id}/counter"), "success", text)

    @get("/list", guards=[RUNS])
    async def ask_list(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        told = await queries.any_panel(reading, visitor.territory.id, panel_id)
        return await _list(request, reading, told, Form())

    @post("/list", guards=[RUNS], opt={TAKES_FILES: True})
    async def bring(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """What is wrong with a list, line by line; brought where nothing is and that button was pressed."""
        told = await queries.any_panel(db, visitor.territory.id, panel_id)
        form = Form(await request.form())
        text = decoded(await form.file("file")) if not form.raw("text") else form.raw("text")
        if not form.sound:
            return await _list(request, db, told, form)
        found = importing.listed(text, await pool.known(db, visitor.territory.id, told.panel.id))
        if found.wrong or not form.ticked("bring"):
            return await _list(request, db, told, form, found, text)
        use_case = partial(service.bring, db, told.panel.id, found.people, by=visitor)
        if await attempt(db, form, "file", use_case) is None:
            return await _list(request, db, told, form)
        message = say("The list is in the pool. Volunteers on it: %(num)s.")
        return said(to(request, f"{HERE}/{told.panel.id}"), "success", message, num=str(len(found.people)))

    @get("/codes", guards=[RUNS])
    async def ask_codes(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, panel_id: FromPath[UUID]
    ) -> Response[str]:
        told = await queries.any_panel(reading, visitor.territory.id, panel_id)
        return await _codes(request, reading, told, Form())

    @post("/codes", guards=[RUNS])
    async def make_codes(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, panel_id: FromPath[UUID]
    ) -> Response[str]:
        """A page to print: nobody sees the codes again."""
        told = await queries.any_panel(db, visitor.territory.id, panel_id)
        form = Form(await request.form())
        count = form.whole("count", least=1, most=CODES_MOST)
        codes = await attempt(
            db, form, "count", partial(service.make_codes, db, told.panel.id, count, by=visitor)
        )
        if codes is None:
            return await _codes(request, db, told, form)
        answer = page(
            request, "consultations/panels/printed.html", told=told, codes=codes, site=visitor.address
        )
        answer.headers["cache-control"] = "no-store"
        return answer


async def _counter(
    request: AnyRequest, db: ReadSession, visitor: Visitor, told: Told, form: Form
) -> Response[str]:
    return page(
        request,
        "consultations/panels/counter.html",
        told=told,
        features=await features_of(db, told.panel.id),
        services=await _services(db, visitor),
        consent=consent_to(told.panel, wording_of(request)),
        form=form,
    )


async def _list(
    request: AnyRequest,
    db: ReadSession,
    told: Told,
    form: Form,
    found: importing.Listed | None = None,
    text: str = "",
) -> Response[str]:
    words = wording_of(request)
    wrong = [
        (
            one.line,
            words.say(one.says, **one.values) if isinstance(one.says, str) else words.refusal(one.says),
        )
        for one in (found.wrong if found else ())
    ]
    answer = page(
        request,
        "consultations/panels/bring.html",
        told=told,
        features=await features_of(db, told.panel.id),
        form=form,
        people=len(found.people) if found else None,
        wrong=wrong,
        text=text,
    )
    answer.headers["cache-control"] = "no-store"
    return answer


async def _codes(request: AnyRequest, db: ReadSession, told: Told, form: Form) -> Response[str]:
    made, used = await pool.codes(db, told.panel.id)
    return page(request, "consultations/panels/codes.html", told=told, form=form, made=made, used=used)


async def _services(db: ReadSession, visitor: Visitor) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in await services(db, visitor.territory.id)]


ROUTES = (PoolPages,)
