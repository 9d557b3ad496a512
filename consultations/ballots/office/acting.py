"""What is done with a ballot: it is announced, an option withdrawn, the roll read, two people are asked."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import closing
from consultations.ballots import service as ballots
from consultations.ballots.office import forms, service
from consultations.ballots.office.desk import one_page
from consultations.ballots.office.linking import DeskLink
from consultations.ballots.office.reading import HERE, situation, step_page, written
from consultations.ballots.office.rules import Step, checks, ready
from consultations.ballots.office.words import CHECKS
from consultations.ballots.rules import OPTIONS_MOST, REASON_MOST, Channel
from consultations.permissions import may_publish_processes, may_write_processes
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt, done
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, said, to
from payments.sessions import ReadSession, WriteSession

ONE = "/{ballot_id:uuid}"
PUBLISHES = requires(may_publish_processes)
ASKED = say("It is asked: somebody else decides on it, under what waits for a second person.")


class ActingPages(Controller):
    path = HERE
    guards = (requires(may_write_processes),)
    links: Sequence[DeskLink] = ()

    @get(f"{ONE}/announce")
    async def checklist(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        """What is missing, before anybody else reads it."""
        return await _checklist(request, reading, visitor, Form(), ballot_id)

    @post(f"{ONE}/announce", guards=[PUBLISHES])
    async def announce(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        ballot_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(service.announce, db, settings.uploads_folder, ballot_id, by=visitor)
        if await attempt(db, form, "announce", use_case) is None:
            return await _checklist(request, db, visitor, form, ballot_id)
        text = say("The ballot is announced: everyone reads it, and nobody changes it any more.")
        return said(to(request, f"{HERE}/{ballot_id}"), "success", text)

    @post(f"{ONE}/remove")
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Redirect:
        await service.remove_draft(db, ballot_id, by=visitor)
        return said(to(request, HERE), "success", say("The draft is thrown away."))

    @post(f"{ONE}/withdraw", guards=[PUBLISHES])
    async def withdraw(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        position = form.whole("option", least=1, most=OPTIONS_MOST)
        reason = form.text("withdraw_reason", most=REASON_MOST)
        use_case = partial(ballots.withdraw_option, db, ballot_id, position, reason, by=visitor)
        if not await done(db, form, "option", use_case):
            return await self._again(request, db, visitor, ballot_id, form)
        text = say("The option is withdrawn: everyone reads why. Votes keep what else they name.")
        return said(to(request, f"{HERE}/{ballot_id}"), "success", text)

    @post(f"{ONE}/roll", guards=[PUBLISHES])
    async def roll(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        """That it was read, by whom and why, stays written down."""
        form = Form(await request.form())
        reason = form.text("roll_reason", most=REASON_MOST)
        use_case = partial(service.count_roll, db, ballot_id, reason, by=visitor)
        counted = await attempt(db, form, "roll_reason", use_case)
        return await self._again(request, db, visitor, ballot_id, form, counted=counted)

    @post(f"{ONE}/lot", guards=[PUBLISHES])
    async def lot(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        drawn = form.text("lot", most=REASON_MOST)
        use_case = partial(closing.note_lot, db, ballot_id, drawn, by=visitor)
        if not await done(db, form, "lot", use_case):
            return await self._again(request, db, visitor, ballot_id, form)
        return said(to(request, f"{HERE}/{ballot_id}"), "success", say("The draw is noted."))

    @post(f"{ONE}/close", guards=[PUBLISHES])
    async def close(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        return await self._asks(request, db, visitor, ballot_id, "close_reason", closing.ask_to_close)

    @post(f"{ONE}/publish", guards=[PUBLISHES])
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        return await self._asks(request, db, visitor, ballot_id, "publish_reason", closing.ask_to_publish)

    @post(f"{ONE}/annul", guards=[PUBLISHES])
    async def annul(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """By its receipt, which its voter or the police brought: nobody finds a vote by a name."""
        form = Form(await request.form())
        receipt = forms.receipt(form)
        reason = form.text("annul_reason", most=REASON_MOST)

        async def use_case() -> Any:
            return receipt and await service.ask_to_annul(db, ballot_id, receipt, reason, by=visitor)

        if await attempt(db, form, "receipt", use_case) is None:
            return await self._again(request, db, visitor, ballot_id, form)
        return said(to(request, f"{HERE}/{ballot_id}"), "success", ASKED)

    async def _again(
        self,
        request: AnyRequest,
        db: ReadSession,
        visitor: Visitor,
        ballot_id: UUID,
        form: Form,
        counted: Mapping[Channel, int] | None = None,
    ) -> Response[str]:
        """The page of the ballot, where something is refused or was read."""
        return await one_page(request, db, visitor, ballot_id, form, links=self.links, counted=counted)

    async def _asks(
        self,
        request: AnyRequest,
        db: WriteSession,
        visitor: Visitor,
        ballot_id: UUID,
        field: str,
        ask: Any,
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        reason = form.text(field, most=REASON_MOST)
        if await attempt(db, form, field, partial(ask, db, ballot_id, reason, by=visitor)) is None:
            return await self._again(request, db, visitor, ballot_id, form)
        return said(to(request, f"{HERE}/{ballot_id}"), "success", ASKED)


def routes(links: Sequence[DeskLink]) -> Sequence[type[Controller]]:
    """With the pages of other rooms on the page of one ballot."""
    return (type("ActingPages", (ActingPages,), {"links": links}),)


async def _checklist(
    request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form, ballot_id: UUID
) -> Response[str]:
    shown, draft = await written(db, visitor, ballot_id)
    lines = checks(draft, await situation(db, shown))
    return step_page(
        request,
        "announce.html",
        Step.ANNOUNCE,
        shown,
        draft,
        form,
        checks=[(one, CHECKS[one.name][0 if one.well else 1]) for one in lines],
        ready=ready(lines),
        publishes=may_publish_processes(visitor),
    )
