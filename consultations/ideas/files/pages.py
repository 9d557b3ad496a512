"""Pictures and documents: added, ordered and taken away by authors; handed out to whoever sees the idea."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect

from consultations.ideas import queries as ideas
from consultations.ideas.authors.queries import may_write
from consultations.ideas.drafts import queries as drafts
from consultations.ideas.files import service
from consultations.ideas.files.models import FileKind, IdeaFile
from consultations.ideas.files.queries import files_of
from consultations.ideas.files.service import Sent, kept_file
from consultations.ideas.rules import DOCUMENTS_MOST, FILE_TITLE_MOST, PICTURES_MOST
from consultations.permissions import may_moderate
from okote.identity.permissions import requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.files.papers import PaperKind
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.downloads import present
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession

SIGNED_IN = [requires(signed_in)]
OF_DRAFT = "/my/ideas/drafts/{draft_id:uuid}/files"
OF_IDEA = "/ideas/{idea_id:uuid}/files"
ONE = "/my/ideas/files/{file_id:uuid}"

ELSEWHERE = {
    "not_a_picture": "picture",
    "picture_too_large": "picture",
    "not_a_paper": "document",
    "paper_too_large": "document",
}


@get(OF_DRAFT, guards=SIGNED_IN)
async def draft_files(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, draft_id: FromPath[UUID]
) -> Response[str]:
    """The third step of writing."""
    return await _of_draft(request, visitor, reading, draft_id, Form())


@post(OF_DRAFT, guards=SIGNED_IN, opt={TAKES_FILES: True})
async def add_to_draft(
    request: AnyRequest, visitor: TheVisitor, db: Writing, settings: TheSettings, draft_id: FromPath[UUID]
) -> Response[str] | Redirect:
    form, sent = await _sent(request)

    async def use_case() -> IdeaFile:
        return await service.add(db, sent, folder=settings.uploads_folder, by=visitor, draft_id=draft_id)

    if await attempt(db, form, _field(form), use_case, elsewhere=ELSEWHERE) is None:
        return await _of_draft(request, visitor, db, draft_id, form)
    return said(to(request, f"/my/ideas/drafts/{draft_id}/files"), "success", say("It is kept."))


@get(OF_IDEA, guards=SIGNED_IN)
async def idea_files(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, idea_id: FromPath[UUID]
) -> Response[str]:
    """By its authors, as long as they may change it."""
    return await _of_idea(request, visitor, reading, idea_id, Form())


@post(OF_IDEA, guards=SIGNED_IN, opt={TAKES_FILES: True})
async def add_to_idea(
    request: AnyRequest, visitor: TheVisitor, db: Writing, settings: TheSettings, idea_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Everyone sees it at once; it makes a new version."""
    form, sent = await _sent(request)

    async def use_case() -> IdeaFile:
        return await service.add(db, sent, folder=settings.uploads_folder, by=visitor, idea_id=idea_id)

    if await attempt(db, form, _field(form), use_case, elsewhere=ELSEWHERE) is None:
        return await _of_idea(request, visitor, db, idea_id, form)
    return said(to(request, f"/ideas/{idea_id}/files"), "success", say("It is kept."))


@post(f"{ONE}/remove", guards=SIGNED_IN)
async def remove(request: AnyRequest, visitor: TheVisitor, db: Writing, file_id: FromPath[UUID]) -> Redirect:
    gone = await service.remove(db, file_id, by=visitor)
    return said(to(request, _page_of(gone)), "success", say("It is taken away."))


@post(f"{ONE}/up", guards=SIGNED_IN)
async def up(request: AnyRequest, visitor: TheVisitor, db: Writing, file_id: FromPath[UUID]) -> Redirect:
    moved = await service.move_up(db, file_id, by=visitor)
    return said(to(request, _page_of(moved)), "success", say("It stands one place earlier."))


@get("/ideas/files/{file_id:uuid}")
async def handed_out(
    visitor: TheVisitor, reading: Reading, settings: TheSettings, file_id: FromPath[UUID]
) -> File:
    """By whoever sees the idea or writes the draft: what is taken down is there for nobody else at once."""
    kept = await one_of(reading, IdeaFile, visitor.territory.id, file_id)
    if kept.removed_at is not None:
        raise NotFoundError
    public = await _seen(reading, visitor, kept)
    path = present(kept_file(settings.uploads_folder, kept))
    cache = {"cache-control": f"{'public' if public else 'private'}, max-age=300"}
    if kept.kind is FileKind.PICTURE:
        return File(path, media_type="image/jpeg", content_disposition_type="inline", headers=cache)
    paper = PaperKind(kept.kind)
    return File(path, filename=f"{kept.id}.{paper}", media_type=paper.media_type, headers=cache)


async def _seen(db: ReadSession, visitor: Visitor, kept: IdeaFile) -> bool:
    """Whether everyone may see it; NotFoundError where this visitor may not."""
    if kept.idea_id is not None:
        if may_moderate(visitor):
            return False
        shown = await ideas.idea(db, visitor, kept.idea_id)
        return shown.idea.shown and shown.idea.process_id is None
    if kept.draft_id is None or visitor.person is None:
        raise NotFoundError
    await drafts.draft_of(db, visitor, kept.draft_id)
    return False


def _page_of(one: IdeaFile) -> str:
    return f"/my/ideas/drafts/{one.draft_id}/files" if one.draft_id else f"/ideas/{one.idea_id}/files"


def _field(form: Form) -> str:
    return "picture" if form.raw("what") == "picture" else "document"


async def _sent(request: AnyRequest) -> tuple[Form, Sent]:
    """A picture says what it shows, or that it only decorates; a document what it is."""
    form = Form(dict(await request.form()))
    field = _field(form)
    data = await form.file(field)
    name = "shows" if field == "picture" else "called"
    decorates = field == "picture" and form.ticked("decorates")
    title = "" if decorates else " ".join(form.text(name, most=FILE_TITLE_MOST, required=False).split())
    if not title and not decorates:
        form.refuse(name, MissingError())
    return form, Sent(data, title, picture=field == "picture")


async def _of_draft(
    request: AnyRequest, visitor: Visitor, db: ReadSession, draft_id: UUID, form: Form
) -> Response[str]:
    draft = await drafts.draft_of(db, visitor, draft_id)
    here = f"/my/ideas/drafts/{draft.id}"
    found = await files_of(db, draft_id=draft.id)
    return _page(request, {"files": found, "here": here, "title": draft.title, "draft": draft}, form)


async def _of_idea(
    request: AnyRequest, visitor: Visitor, db: ReadSession, idea_id: UUID, form: Form
) -> Response[str]:
    shown = await ideas.idea(db, visitor, idea_id)
    if not (shown.editable and await may_write(db, shown.idea, visitor)):
        raise NotFoundError
    found = await files_of(db, idea_id=shown.idea.id)
    about = {"files": found, "here": f"/ideas/{idea_id}", "title": shown.idea.title, "draft": None}
    return _page(request, about, form)


def _page(request: AnyRequest, about: Mapping[str, Any], form: Form) -> Response[str]:
    most = {"pictures": PICTURES_MOST, "documents": DOCUMENTS_MOST}
    return page(request, "consultations/ideas/files.html", form=form, most=most, **about)


ROUTES = (draft_files, add_to_draft, idea_files, add_to_idea, remove, up, handed_out)
