"""The picture of an option while its ballot is a draft: sent, replaced, taken away, looked at."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect

from consultations.ballots import option_pictures, queries
from consultations.ballots.models import Ballot
from consultations.ballots.office import service
from consultations.ballots.office.forms import option_as_typed
from consultations.ballots.office.options import at, one_option
from consultations.ballots.office.reading import HERE, written
from consultations.ballots.office.rules import Draft, with_option
from consultations.ballots.rules import PICTURE_SHOWS_MOST
from consultations.permissions import may_write_processes
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError, StaleError
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.downloads import present
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, said, to
from okote.web.requests import TAKES_FILES
from payments.sessions import WriteSession

ONE = "/{ballot_id:uuid}/options/{position:int}/picture"


class PicturePages(Controller):
    path = HERE
    guards = (requires(may_write_processes),)

    @get(ONE)
    async def shown(
        self,
        visitor: TheVisitor,
        reading: Reading,
        settings: TheSettings,
        ballot_id: FromPath[UUID],
        position: FromPath[int],
    ) -> File:
        """Also of a draft."""
        known = await queries.ballot(reading, visitor.territory.id, ballot_id)
        digest = next((one.picture for one in known.options if one.position == position), None)
        if digest is None:
            raise NotFoundError
        path = await option_pictures.kept(reading, settings.uploads_folder, digest)
        cache = {"cache-control": "private, no-store"}
        return File(present(path), media_type="image/jpeg", content_disposition_type="inline", headers=cache)

    @post(ONE, opt={TAKES_FILES: True})
    async def send(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        ballot_id: FromPath[UUID],
        position: FromPath[int],
    ) -> Response[str] | Redirect:
        """In the place of the one that it had. It says what it shows, or that it only decorates."""
        _, kept = await written(db, visitor, ballot_id)
        known = at(kept, position)
        form = Form({**option_as_typed(known), **await request.form()})
        data = await form.file("picture")
        shows = await _shows(form)

        async def use_case() -> Ballot:
            return await set_picture(
                db, settings.uploads_folder, ballot_id, position, data, shows, form.raw("mark"), by=visitor
            )

        elsewhere = {"not_a_picture": "picture", "picture_too_large": "picture"}
        try:
            done = await attempt(db, form, "picture", use_case, elsewhere=elsewhere)
        except StaleError:
            return await one_option(request, db, visitor, form, ballot_id, position, status=409)
        if done is None:
            return await one_option(request, db, visitor, form, ballot_id, position)
        await option_pictures.drop(db, settings.uploads_folder, known.picture)
        text = say("The picture is kept.")
        return said(to(request, f"{HERE}/{ballot_id}/options/{position}"), "success", text)

    @post(f"{ONE}/remove")
    async def take_away(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        ballot_id: FromPath[UUID],
        position: FromPath[int],
    ) -> Redirect:
        """StaleError where the option is no longer the one that was looked at."""
        form = Form(await request.form())
        _, kept = await written(db, visitor, ballot_id)
        had = at(kept, position).picture
        await without_picture(db, ballot_id, position, form.raw("mark"), by=visitor)
        await option_pictures.drop(db, settings.uploads_folder, had)
        text = say("The picture is taken away.")
        return said(to(request, f"{HERE}/{ballot_id}/options/{position}"), "success", text)


async def _shows(form: Form) -> str:
    decorates = form.ticked("decorates")
    shows = " ".join(form.text("shows", most=PICTURE_SHOWS_MOST, required=False).split())
    if not shows and not decorates:
        form.refuse("shows", MissingError())
    return "" if decorates else shows


async def set_picture(
    db: WriteSession,
    folder: Path,
    ballot_id: UUID,
    position: int,
    data: bytes,
    shows: str,
    mark: str | None,
    *,
    by: Visitor,
) -> Ballot:
    """As `service.change`; NotAPictureError, PictureTooLargeError."""
    digest = await option_pictures.store(data, folder)

    def made(draft: Draft) -> Draft:
        return with_option(draft, position, replace(at(draft, position), picture=digest, picture_shows=shows))

    return await service.change(db, ballot_id, made, by=by, mark=mark)


async def without_picture(
    db: WriteSession, ballot_id: UUID, position: int, mark: str | None, *, by: Visitor
) -> Ballot:
    """As `service.change`."""

    def made(draft: Draft) -> Draft:
        bare = replace(at(draft, position), picture=None, picture_shows="")
        return with_option(draft, position, bare)

    return await service.change(db, ballot_id, made, by=by, mark=mark)
