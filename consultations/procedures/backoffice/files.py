"""Files of a version in the back office: sent, worded, read as downloads, removed."""

from functools import partial
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import File, Redirect

from consultations.permissions import may_write_procedures
from consultations.procedures.backoffice.versions import HERE, shown_page, whole_of
from consultations.procedures.models import ProcedureFile
from consultations.procedures.pages import handed_out
from consultations.procedures.papers.rules import TEXT_MOST
from consultations.procedures.papers.storing import Taken, taken
from consultations.procedures.service import files
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, said, to
from okote.web.requests import TAKES_FILES
from payments.errors import DomainError
from payments.sessions import ReadSession

NAME_MOST = 120


class FilePages(Controller):
    path = HERE + "/{version_id:uuid}/files"
    guards = (requires(may_write_procedures),)

    @post(opt={TAKES_FILES: True})
    async def send(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        version_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(dict(await request.form()))
        added = None
        if (read := await _read(form)) is not None:
            name, folder = _called(form.values.get("file")), settings.uploads_folder
            adding = partial(files.add_file, db, version_id, name, read, folder=folder, by=visitor)
            added = await attempt(db, form, "file", adding)
        if added is None:
            return await shown_page(request, db, visitor, version_id, files=form)
        text = say("The file is kept. Read below what it says, and correct it where it was read wrongly.")
        wordless = say("The file is kept. Write below what it says, for whoever can't see it.")
        return said(
            to(request, f"{HERE}/{version_id}#file-{added.id}"), "success", text if added.words else wordless
        )

    @get("/{file_id:uuid}")
    async def read(
        self,
        visitor: TheVisitor,
        reading: Reading,
        settings: TheSettings,
        version_id: FromPath[UUID],
        file_id: FromPath[UUID],
    ) -> File:
        """By whoever writes the version; a picture is shown, all others are taken away."""
        kept = await _kept(reading, visitor, version_id, file_id)
        shown, whole = await whole_of(reading, visitor, version_id)
        return handed_out(kept, settings, name=f"{shown.procedure.slug}-{whole.version.number}")

    @post("/{file_id:uuid}/words")
    async def word(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        version_id: FromPath[UUID],
        file_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        await whole_of(db, visitor, version_id)
        await _kept(db, visitor, version_id, file_id)
        form = Form(await request.form())
        field = f"words-{file_id}"
        words = form.text(field, most=TEXT_MOST)
        if await attempt(db, form, field, partial(files.word_file, db, file_id, words, by=visitor)) is None:
            return await shown_page(request, db, visitor, version_id, files=form)
        text = say("What the file says is kept.")
        return said(to(request, f"{HERE}/{version_id}#file-{file_id}"), "success", text)

    @post("/{file_id:uuid}/remove")
    async def remove(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        version_id: FromPath[UUID],
        file_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        await whole_of(db, visitor, version_id)
        await _kept(db, visitor, version_id, file_id)
        form = Form()
        if await attempt(db, form, "file", partial(files.remove_file, db, file_id, by=visitor)) is None:
            return await shown_page(request, db, visitor, version_id, files=form)
        text = say("The file is removed; nothing of it is left within the hour.")
        return said(to(request, f"{HERE}/{version_id}"), "success", text)


async def _read(form: Form) -> Taken | None:
    """Before anything is asked of the database: no connection is held as long as that takes."""
    data = await form.file("file")
    try:
        read = await taken(data) if form.sound else None
    except DomainError as error:
        form.refuse("file", error)
        return None
    if read is not None and not read.data:
        form.refuse("file", MissingError())
    return read if form.sound else None


async def _kept(db: ReadSession, visitor: Visitor, version_id: UUID, file_id: UUID) -> ProcedureFile:
    """One of that version; NotFoundError for any other, and for those that were removed."""
    kept = await one_of(db, ProcedureFile, visitor.territory.id, file_id)
    if kept.version_id != version_id or kept.removed_at is not None:
        raise NotFoundError
    return kept


def _called(sent: Any) -> str:
    """The name of a file alone, as far as it can be shown; programs of Windows send folders with it."""
    name = sent.filename if isinstance(sent, UploadFile) else ""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[:NAME_MOST] or "fichier"
