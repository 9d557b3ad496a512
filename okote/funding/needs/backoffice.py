"""The back office of needs: what a campaign asks for, and who offers it."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.funding import fields
from okote.funding.campaigns.queries import campaign_in
from okote.funding.needs import queries, service, wording
from okote.funding.needs.models import Help, Need
from okote.funding.needs.rules import (
    MOST_WANTED,
    OVER,
    PLACE_MOST,
    TEXT_MOST,
    TITLE_MOST,
    Counted,
    HelpStatus,
    NeedKind,
)
from okote.funding.needs.service import NeedDetails
from okote.funding.permissions import may_write_campaign, may_write_campaigns, own_holders
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

WAITING = "/back-office/help"
ANSWER_MOST = 1_000

ANSWERS = {
    "accept": (HelpStatus.ACCEPTED, say("Accepted: they have a mail that says so. Get in touch.")),
    "decline": (HelpStatus.DECLINED, say("Declined: they have a mail that says so.")),
    "done": (HelpStatus.DONE, say("Done: they have a mail that says thank you.")),
}


class NeedPages(Controller):
    """Of one campaign."""

    path = "/back-office/campaigns/{campaign_id:uuid}/needs"
    guards = (requires(may_write_campaigns),)

    @get()
    async def needs(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        return await _list(request, reading, visitor, campaign_id, Form())

    @post()
    async def add(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, campaign_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = _read(form)
        use_case = partial(service.add_need, db, campaign_id, details, by=visitor)
        if await attempt(db, form, "title", use_case) is None:
            return await _list(request, db, visitor, campaign_id, form)
        there = to(request, f"/back-office/campaigns/{campaign_id}/needs")
        return said(there, "success", say("It is in the list; everyone reads it while the campaign is open."))


class OneNeedPages(Controller):
    """A need with the help that was offered for it."""

    path = "/back-office/needs/{need_id:uuid}"
    guards = (requires(may_write_campaigns),)

    @get()
    async def need(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, need_id: FromPath[UUID]
    ) -> Response[str]:
        return await _one(request, reading, visitor, need_id)

    @post()
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, need_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(service.change_need, db, need_id, _read(form), by=visitor)
        if await attempt(db, form, "title", use_case) is None:
            return await _one(request, db, visitor, need_id, form)
        return said(to(request, f"/back-office/needs/{need_id}"), "success", say("It is changed."))

    @post("/close")
    async def close(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, need_id: FromPath[UUID]
    ) -> Redirect:
        await service.close_need(db, need_id, by=visitor)
        text = say("Nobody can offer it any more.")
        return said(to(request, f"/back-office/needs/{need_id}"), "success", text)

    @post("/open")
    async def open_again(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, need_id: FromPath[UUID]
    ) -> Redirect:
        await service.open_need(db, need_id, by=visitor)
        return said(to(request, f"/back-office/needs/{need_id}"), "success", say("It is asked for again."))


class HelpPages(Controller):
    """What waits for an answer, in all campaigns that the visitor writes for."""

    path = WAITING
    guards = (requires(may_write_campaigns),)

    @get()
    async def waiting(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        found = await queries.offers_waiting(reading, visitor.territory.id, own_holders(visitor))
        quantity = partial(wording.quantity, wording_of(request))
        return page(request, "funding/needs/waiting.html", offers=found, quantity=quantity)

    @post("/{help_id:uuid}")
    async def answer(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, help_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Whichever of the buttons was pressed, with a word for who offers it if there is one."""
        offered = await one_of(db, Help, visitor.territory.id, help_id)
        form = Form(await request.form())
        field = f"answer-{help_id}"
        words = form.text(field, most=ANSWER_MOST, required=False)
        pressed = form.choice("pressed", list(ANSWERS))
        status, done = ANSWERS.get(pressed, ANSWERS["accept"])
        use_case = partial(service.respond, db, help_id, status, words, by=visitor)
        if await attempt(db, form, field, use_case) is None:
            return await _one(request, db, visitor, offered.need_id, answered=form)
        return said(to(request, f"/back-office/needs/{offered.need_id}"), "success", done)


async def _list(
    request: AnyRequest, db: ReadSession, visitor: Visitor, campaign_id: UUID, form: Form
) -> Response[str]:
    campaign, holder = await campaign_in(db, visitor.territory.id, campaign_id)
    require(may_write_campaign(visitor, holder.id))
    return page(
        request,
        "funding/needs/list.html",
        campaign=campaign,
        needs=await queries.needs_of(db, visitor.territory.id, campaign.id),
        over=campaign.state in OVER,
        form=form,
        **_choices(request),
    )


async def _one(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    need_id: UUID,
    form: Form | None = None,
    answered: Form | None = None,
) -> Response[str]:
    asked = await queries.need_in(db, visitor.territory.id, need_id)
    require(may_write_campaign(visitor, asked.campaign.holder_id))
    answered = answered or Form()
    shown = Form(_as_typed(asked.need)) if form is None else form
    return page(
        request,
        "funding/needs/one.html",
        status=None if shown.sound and answered.sound else 422,
        asked=asked,
        offers=await queries.offers_for(db, need_id),
        form=shown,
        answered=answered,
        statuses=wording.STATUSES,
        **_choices(request),
    )


def _choices(request: AnyRequest) -> dict[str, Any]:
    words = wording_of(request)
    return {
        "kinds": [(one.value, words.say(label), None) for one, label in wording.KINDS.items()],
        "measures": [(one.value, words.say(label)) for one, label in wording.MEASURES.items()],
        "found_of": partial(wording.found_of, words),
        "quantity": partial(wording.quantity, words),
    }


def _as_typed(need: Need) -> dict[str, str]:
    return {
        "kind": need.kind.value,
        "title": need.title,
        "text": need.text,
        "wanted": str(need.wanted),
        "measure": need.measure.value,
        "until": need.until.isoformat() if need.until else "",
        "place": need.place,
    }


def _read(form: Form) -> NeedDetails:
    """In the order of the page; something harmless where a choice can't be read: the form is unsound then."""
    kind = form.choice("kind", list(NeedKind))
    title = " ".join(form.text("title", most=TITLE_MOST).split())
    text = form.text("text", most=TEXT_MOST, required=False)
    wanted = form.whole("wanted", least=1, most=MOST_WANTED)
    measure = form.choice("measure", list(Counted))
    until = fields.day(form, "until", required=False)
    place = " ".join(form.text("place", most=PLACE_MOST, required=False).split())
    known = kind if kind in list(NeedKind) else NeedKind.TIME
    counted = measure if measure in list(Counted) else Counted.PEOPLE
    return NeedDetails(NeedKind(known), title, wanted, Counted(counted), text, until, place)


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.count_waiting(db, visitor.territory.id, own_holders(visitor))


ROUTES = (NeedPages, OneNeedPages, HelpPages)
SECTIONS = (
    Section(
        Place.PROJECTS,
        say("Offers of help"),
        WAITING,
        may_write_campaigns,
        _waiting,
        say_count("%(num)s offer of help without an answer", "%(num)s offers of help without an answer"),
    ),
)
