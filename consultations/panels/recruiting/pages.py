"""Volunteering on the site: signed in, or with the code of a letter."""

from functools import partial

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.panels import queries
from consultations.panels.features import features_of
from consultations.panels.pages import PANELS
from consultations.panels.queries import Told
from consultations.panels.recruiting import service
from consultations.panels.recruiting.reading import as_typed, beforehand, check_consent, consent_to, read
from consultations.panels.sortition.freezing import spoken
from consultations.services.queries import services
from okote.identity.limited import LIMITS
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, renderer_of, said, to, wording_of
from payments.sessions import ReadSession, WriteSession

MINE = "/my/panels"

IN_THE_POOL = say("You are among the volunteers. You hear after the draw whether you are one of the panel.")
CHANGED = say("What you said is changed.")
WITHDRAWN = say("You no longer volunteer, and what you said is deleted.")

FORM = "consultations/panels/volunteer.html"
LETTER = "consultations/panels/letter.html"


@get(f"{PANELS}/{{slug:str}}/volunteer", guards=[requires(signed_in)])
async def form(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """Empty, or with what the person said before."""
    told = await queries.panel_of(reading, visitor.territory.id, slug)
    known = await queries.said_by(reading, told.panel.id, person_of(visitor).id)
    typed = as_typed(known, await features_of(reading, told.panel.id)) if known else beforehand(visitor)
    number = known.number if known else None
    return await _form(request, reading, visitor, told, Form(typed), known=known is not None, number=number)


@post(f"{PANELS}/{{slug:str}}/volunteer", guards=[requires(signed_in)])
async def volunteer(
    request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str]
) -> Response[str] | Redirect:
    """Volunteer, or change what one said."""
    told = await queries.panel_of(db, visitor.territory.id, slug)
    typed = Form(await request.form())
    known = await queries.said_by(db, told.panel.id, person_of(visitor).id) is not None
    details = read(typed, await features_of(db, told.panel.id), await _services(db, visitor))
    if known:
        use_case = partial(service.change, db, told.panel.id, details, by=visitor)
    else:
        check_consent(typed)
        consent = consent_to(told.panel, wording_of(request))
        use_case = partial(
            service.volunteer, db, renderer_of(request), told.panel.id, details, consent, by=visitor
        )
    if await attempt(db, typed, "name", use_case, elsewhere={"volunteer_unreachable": "email"}) is None:
        return await _form(request, db, visitor, told, typed, known=known)
    return said(to(request, MINE), "success", CHANGED if known else IN_THE_POOL)


@get(f"{PANELS}/{{slug:str}}/withdraw", guards=[requires(signed_in)])
async def confirm_withdraw(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """Says what goes: it can't be undone."""
    told = await queries.panel_of(reading, visitor.territory.id, slug)
    if await queries.said_by(reading, told.panel.id, person_of(visitor).id) is None:
        raise NotFoundError
    return page(request, "consultations/panels/withdraw.html", told=told)


@post(f"{PANELS}/{{slug:str}}/withdraw", guards=[requires(signed_in)])
async def withdraw(request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str]) -> Redirect:
    told = await queries.panel_of(db, visitor.territory.id, slug)
    await service.withdraw(db, renderer_of(request), told.panel.id, by=visitor)
    return said(to(request, f"{PANELS}/{slug}"), "success", WITHDRAWN)


@get(f"{PANELS}/{{slug:str}}/letter")
async def ask_code(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """Which code is on your letter?"""
    told = await queries.panel_of(reading, visitor.territory.id, slug)
    return page(request, LETTER, told=told, form=Form(), known=None)


@post(f"{PANELS}/{{slug:str}}/letter", opt={LIMITS: (service.CODES,)})
async def by_letter(
    request: AnyRequest, visitor: TheVisitor, db: Writing, slug: FromPath[str]
) -> Response[str] | Redirect:
    """Open the code, volunteer with it, change what was said, or withdraw: the code comes with each."""
    told = await queries.panel_of(db, visitor.territory.id, slug)
    typed = Form(await request.form())
    code, act = typed.text("code", most=40), typed.raw("act")
    letter = await attempt(db, typed, "code", partial(service.letter_of, db, told.panel.id, code))
    if letter is None:
        return page(request, LETTER, told=told, form=typed, known=None)
    if act == "withdraw":
        await service.withdraw_by_letter(db, renderer_of(request), told.panel.id, code, by=visitor)
        return said(to(request, f"{PANELS}/{slug}"), "success", WITHDRAWN)
    known = letter.volunteer_id is not None
    if act not in {"volunteer", "change"}:
        return await _opened(request, db, visitor, told, code, known=known)
    return await _by_letter(request, db, visitor, told, typed, code)


async def _by_letter(
    request: AnyRequest, db: WriteSession, visitor: Visitor, told: Told, typed: Form, code: str
) -> Response[str] | Redirect:
    details = read(typed, await features_of(db, told.panel.id), await _services(db, visitor))
    known = typed.raw("act") == "change"
    if known:
        use_case = partial(service.change_by_letter, db, told.panel.id, code, details, by=visitor)
    else:
        check_consent(typed)
        consent = consent_to(told.panel, wording_of(request))
        use_case = partial(
            service.volunteer_by_letter,
            db,
            renderer_of(request),
            told.panel.id,
            code,
            details,
            consent,
            by=visitor,
        )
    if await attempt(db, typed, "name", use_case, elsewhere={"volunteer_unreachable": "email"}) is None:
        return await _form(request, db, visitor, told, typed, known=known, code=code)
    return said(to(request, f"{PANELS}/{told.panel.slug}"), "success", CHANGED if known else IN_THE_POOL)


async def _opened(
    request: AnyRequest, db: WriteSession, visitor: Visitor, told: Told, code: str, *, known: bool
) -> Response[str]:
    """The form of a code: empty, or with what was said with it."""
    typed, number = {}, None
    if known:
        before = await service.volunteer_of(db, told.panel.id, code)
        typed, number = dict(as_typed(before, await features_of(db, told.panel.id))), before.number
    return await _form(request, db, visitor, told, Form(typed), known=known, code=code, number=number)


async def _form(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    told: Told,
    typed: Form,
    *,
    known: bool,
    code: str | None = None,
    number: int | None = None,
) -> Response[str]:
    """`number` is how what is published of the draw calls them."""
    answer = page(
        request,
        FORM,
        told=told,
        features=await features_of(db, told.panel.id),
        services=await _services(db, visitor),
        consent=consent_to(told.panel, wording_of(request)),
        form=typed,
        known=known,
        code=code,
        number=None if number is None else spoken(number),
    )
    if code is not None:
        answer.headers["cache-control"] = "no-store"
    return answer


async def _services(db: ReadSession, visitor: Visitor) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in await services(db, visitor.territory.id)]


ROUTES = (form, volunteer, confirm_withdraw, withdraw, ask_code, by_letter)
