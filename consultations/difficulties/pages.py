"""Difficulties for everyone: what they are for, telling one, one's own with its thread, the figures."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect

from consultations.difficulties import queries, service
from consultations.difficulties.figures import figures
from consultations.difficulties.models import Difficulty, DifficultyDocument
from consultations.difficulties.reading import ELSEWHERE, offered, read
from consultations.difficulties.rules import DOCUMENTS_MOST, TITLE_MOST, WORDS_MOST, AnsweredBy
from consultations.difficulties.steps import last_step
from consultations.difficulties.terms import terms_of
from consultations.difficulties.words import CATEGORIES, CHANNELS, STATES, STEPS, TONES, WAYS
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform import slugs
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say
from okote.settings import Settings
from okote.web.attempts import attempt
from okote.web.downloads import present
from okote.web.forms import Form
from okote.web.pages import (
    AnyRequest,
    Reading,
    TheSettings,
    Writing,
    page,
    page_for_all,
    said,
    to,
    wording_of,
)
from okote.web.requests import TAKES_FILES
from okote.web.shared import ALIKE
from payments.sessions import ReadSession, WriteSession

DIFFICULTIES = "/difficulties"
MINE = "/my/difficulties"

LABELS: Mapping[str, Any] = {
    "categories": CATEGORIES,
    "channels": CHANNELS,
    "states": STATES,
    "steps": STEPS,
    "tones": TONES,
    "ways": WAYS,
}
"""As the templates of this room name them."""

ACTS = requires(signed_in)


@get(DIFFICULTIES)
async def about(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    """What this is for, who reads what, and how to tell one in another way."""
    terms = await terms_of(reading, visitor.territory.id)
    return page(request, "consultations/difficulties/about.html", terms=terms, signed_in=visitor.person)


@get(f"{DIFFICULTIES}/figures", opt={ALIKE: True})
async def shown_figures(request: AnyRequest, visitor: TheVisitor) -> Response[str]:
    """Counts of whole months, never of a few."""

    async def read_figures(db: ReadSession) -> Mapping[str, Any]:
        return {"figures": await figures(db, visitor.territory), "categories": CATEGORIES}

    return await page_for_all(request, "consultations/difficulties/figures.html", read_figures)


@get(f"{DIFFICULTIES}/new", guards=[ACTS])
async def new(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, procedure: FromQuery[str] = ""
) -> Response[str]:
    """The form; `procedure` is the one from whose page somebody comes."""
    lists = await offered(reading, wording_of(request), visitor.territory.id, account=True)
    known = {"procedure": lists.procedure_slugs.get(procedure, ""), "channel": AnsweredBy.SITE.value}
    return await _form(request, visitor, reading, Form(known))


@post(DIFFICULTIES, guards=[ACTS], opt={TAKES_FILES: True})
async def tell(
    request: AnyRequest, visitor: TheVisitor, db: Writing, settings: TheSettings
) -> Response[str] | Redirect:
    form = Form(dict(await request.form()))
    lists = await offered(db, wording_of(request), visitor.territory.id, account=True)
    details = read(form, lists)
    paper = await form.file("document", required=False)
    if details is None:
        return await _form(request, visitor, db, form)

    async def use_case() -> Difficulty:
        told = await service.tell(db, details, by=visitor)
        if paper and not await queries.documents(db, told.id):
            name = wording_of(request).say(say("Document"))
            await service.add_document(db, told.id, name, paper, folder=settings.uploads_folder, by=visitor)
        return told

    told = await attempt(db, form, "body", use_case, elsewhere=ELSEWHERE)
    if told is None:
        return await _form(request, visitor, db, form)
    text = say("We have it, under the number %(number)s. You see here what becomes of it.")
    return said(to(request, f"{MINE}/{told.number}"), "success", text, number=str(told.number))


async def _form(request: AnyRequest, visitor: Visitor, db: ReadSession, form: Form) -> Response[str]:
    here = visitor.territory.id
    return page(
        request,
        "consultations/difficulties/new.html",
        form=form,
        offered=await offered(db, wording_of(request), here, account=True),
        terms=await terms_of(db, here),
    )


@get(MINE, guards=[ACTS])
async def mine(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    found = await queries.mine(reading, visitor)
    has_address = person_of(visitor).email is not None
    template = "consultations/difficulties/mine.html"
    return page(request, template, told=found, has_address=has_address, **LABELS)


@get(f"{MINE}/{{number:int}}", guards=[ACTS])
async def one(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, number: FromPath[int]
) -> Response[str]:
    """Where it stands, all that was written, and what one can do."""
    return await _one(request, reading, visitor, number, Form())


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, number: int, form: Form
) -> Response[str]:
    shown = await queries.own(db, visitor, number)
    return page(
        request,
        "consultations/difficulties/one.html",
        form=form,
        path=f"{MINE}/{number}",
        most=DOCUMENTS_MOST,
        **await thread_of(db, shown),
    )


async def thread_of(db: ReadSession, shown: queries.Shown) -> Mapping[str, Any]:
    """All that a page shows of one difficulty, whoever may read it."""
    difficulty = shown.difficulty
    return {
        "shown": shown,
        "thread": await queries.thread(db, difficulty.id),
        "documents": await queries.documents(db, difficulty.id),
        "seen": await last_step(db, difficulty.id),
        **LABELS,
    }


@post(f"{MINE}/{{number:int}}/reply", guards=[ACTS])
async def reply(
    request: AnyRequest, visitor: TheVisitor, db: Writing, number: FromPath[int]
) -> Response[str] | Redirect:
    return await _written(request, db, visitor, number, service.reply, say("The service reads it."))


@post(f"{MINE}/{{number:int}}/reopen", guards=[ACTS])
async def reopen(
    request: AnyRequest, visitor: TheVisitor, db: Writing, number: FromPath[int]
) -> Response[str] | Redirect:
    text = say("It is open again: you have another answer.")
    return await _written(request, db, visitor, number, service.reopen, text)


async def _written(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    number: int,
    use_case: Callable[..., Awaitable[object]],
    text: str,
) -> Response[str] | Redirect:
    form = Form(await request.form())
    shown = await queries.own(db, visitor, number)
    words = form.text("words", most=WORDS_MOST)
    saying = partial(use_case, db, shown.difficulty.id, words, by=visitor)
    if await attempt(db, form, "words", saying) is None:
        return await _one(request, db, visitor, number, form)
    return said(to(request, f"{MINE}/{number}"), "success", text)


@post(f"{MINE}/{{number:int}}/close", guards=[ACTS])
async def close(
    request: AnyRequest, visitor: TheVisitor, db: Writing, number: FromPath[int]
) -> Response[str] | Redirect:
    form = Form(await request.form())
    shown = await queries.own(db, visitor, number)
    helped = {"yes": True, "no": False}.get(form.raw("helped"))
    use_case = partial(service.close, db, shown.difficulty.id, helped, by=visitor)
    if await attempt(db, form, "words", use_case) is None:
        return await _one(request, db, visitor, number, form)
    return said(to(request, f"{MINE}/{number}"), "success", say("It is closed. Thank you for saying so."))


@post(f"{MINE}/{{number:int}}/documents", guards=[ACTS], opt={TAKES_FILES: True})
async def add_document(
    request: AnyRequest, visitor: TheVisitor, db: Writing, settings: TheSettings, number: FromPath[int]
) -> Response[str] | Redirect:
    shown = await queries.own(db, visitor, number)
    form = Form(dict(await request.form()))
    await handed_in(db, form, shown.difficulty.id, visitor, settings)
    if not form.sound:
        return await _one(request, db, visitor, number, form)
    text = say("The document is there, for whoever reads this difficulty.")
    return said(to(request, f"{MINE}/{number}"), "success", text)


async def handed_in(
    db: WriteSession, form: Form, difficulty_id: UUID, visitor: Visitor, settings: Settings
) -> None:
    """A paper with its title; what is refused stands in the form."""
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    data = await form.file("document")
    adding = partial(service.add_document, db, difficulty_id, title, data)
    await attempt(db, form, "document", partial(adding, folder=settings.uploads_folder, by=visitor))


@get(f"{MINE}/{{number:int}}/documents/{{document_id:uuid}}", guards=[ACTS])
async def document(
    visitor: TheVisitor,
    reading: Reading,
    settings: TheSettings,
    number: FromPath[int],
    document_id: FromPath[UUID],
) -> File:
    shown = await queries.own(reading, visitor, number)
    return handed_out(settings, await queries.document(reading, shown.difficulty.id, document_id))


def handed_out(settings: Settings, document: DifficultyDocument) -> File:
    """As a download, under its title, kept by nobody on the way."""
    path = present(kept_paper(settings.uploads_folder, document))
    name = f"{slugs.slug(document.title)}.{document.kind.value}"
    headers = {"cache-control": "no-store"}
    return File(path, filename=name, media_type=document.kind.media_type, headers=headers)


ROUTES = (
    *(about, shown_figures, new, tell, mine, one),
    *(reply, reopen, close, add_document, document),
)
