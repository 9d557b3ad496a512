"""The checklist in the back office: ticked for a campaign, kept for the territory."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section
from okote.funding import fields
from okote.funding.campaigns.checklist import service
from okote.funding.campaigns.checklist.models import CheckItem
from okote.funding.campaigns.checklist.queries import Checked, checklist, items
from okote.funding.campaigns.checklist.rules import CHECKED_IN, LONGEST, NOTE, USUAL
from okote.funding.campaigns.queries import campaign_in
from okote.funding.permissions import may_check, may_set_terms
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import by_own_name, say
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, renderer_of, said, to
from payments.sessions import ReadSession

HERE = "/back-office/checklist"


class TickPages(Controller):
    """Of one campaign; its holder reads on the campaign's own page how far it is."""

    path = "/back-office/campaigns/{campaign_id:uuid}/checklist"
    guards = (requires(may_check),)

    @get()
    async def read(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, campaign_id: FromPath[UUID]
    ) -> Response[str]:
        return await _checklist(request, reading, visitor, campaign_id, Form())

    @post("/{item_id:uuid}")
    async def tick(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        campaign_id: FromPath[UUID],
        item_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        expires_on = fields.day(form, f"expires-{item_id}", required=False)
        note = form.text(f"note-{item_id}", most=NOTE, required=False)
        use_case = partial(
            service.tick, db, campaign_id, item_id, expires_on=expires_on, note=note, by=visitor
        )
        await attempt(db, form, f"expires-{item_id}", use_case)
        if not form.sound:
            return await _checklist(request, db, visitor, campaign_id, form)
        there = to(request, f"/back-office/campaigns/{campaign_id}/checklist")
        return said(there, "success", say("It is ticked: the list says by whom, and when."))

    @post("/{item_id:uuid}/untick")
    async def untick(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        campaign_id: FromPath[UUID],
        item_id: FromPath[UUID],
    ) -> Redirect:
        await service.untick(db, campaign_id, item_id, by=visitor)
        there = to(request, f"/back-office/campaigns/{campaign_id}/checklist")
        return said(there, "success", say("The tick is taken back."))


class ListPages(Controller):
    """The territory's own."""

    path = HERE
    guards = (requires(may_set_terms),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _list(request, reading, visitor, Form())

    @post()
    async def add(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        names = _names(form, visitor)
        asked = {name: form.ticked(name) for name in ("compulsory", "of_authorities")}
        use_case = partial(service.add_item, db, names, **asked, by=visitor)
        if await attempt(db, form, f"name-{visitor.territory.languages[0]}", use_case) is None:
            return await _list(request, db, visitor, form)
        return said(to(request, HERE), "success", say("It is in the list."))

    @post("/usual")
    async def take_usual(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Redirect:
        """In each language of the territory."""
        renderer, territory = renderer_of(request), visitor.territory
        words = [renderer.wording(language, territory.time_zone) for language in territory.languages]
        usual = [
            ({one.language: one.say(item) for one in words}, compulsory, of_authorities)
            for item, compulsory, of_authorities in USUAL
        ]
        await service.take_usual(db, usual, by=visitor)
        return said(to(request, HERE), "success", say("The usual list is yours: change what you like."))

    @get("/{item_id:uuid}")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, item_id: FromPath[UUID]
    ) -> Response[str]:
        item = await one_of(reading, CheckItem, visitor.territory.id, item_id)
        typed = {f"name-{language}": name for language, name in item.names.items()}
        typed["compulsory"] = "yes" if item.compulsory else ""
        typed["of_authorities"] = "yes" if item.of_authorities else ""
        typed["retired"] = "yes" if item.retired_at else ""
        return _item(request, visitor, item, Form(typed))

    @post("/{item_id:uuid}")
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, item_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        item = await one_of(db, CheckItem, visitor.territory.id, item_id)
        form = Form(await request.form())
        use_case = partial(
            service.change_item,
            db,
            item.id,
            _names(form, visitor),
            compulsory=form.ticked("compulsory"),
            of_authorities=form.ticked("of_authorities"),
            retired=form.ticked("retired"),
            by=visitor,
        )
        if await attempt(db, form, f"name-{visitor.territory.languages[0]}", use_case) is None:
            return _item(request, visitor, item, form)
        return said(to(request, HERE), "success", say("It is changed."))


async def _checklist(
    request: AnyRequest, db: ReadSession, visitor: Visitor, campaign_id: UUID, form: Form
) -> Response[str]:
    campaign, _ = await campaign_in(db, visitor.territory.id, campaign_id)
    checks = await checklist(db, visitor.territory, campaign.id)
    return page(
        request,
        "funding/checklist/campaign.html",
        campaign=campaign,
        checks=checks,
        open=campaign.state in CHECKED_IN,
        form=Form({**_noted(checks), **form.values}, form.errors),
    )


def _noted(checks: Sequence[Checked]) -> dict[str, str]:
    """What was written with each tick, so that ticking anew loses nothing of it."""
    noted = {}
    for one in checks:
        if one.check is not None:
            noted[f"note-{one.item.id}"] = one.check.note
            noted[f"expires-{one.item.id}"] = one.check.expires_on.isoformat() if one.check.expires_on else ""
    return noted


async def _list(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    found = await items(db, visitor.territory.id)
    return page(
        request,
        "funding/checklist/list.html",
        items=found,
        form=form,
        languages=by_own_name(visitor.territory.languages),
    )


def _item(request: AnyRequest, visitor: Visitor, item: CheckItem, form: Form) -> Response[str]:
    return page(
        request,
        "funding/checklist/item.html",
        item=item,
        form=form,
        languages=by_own_name(visitor.territory.languages),
    )


def _names(form: Form, visitor: Visitor) -> dict[str, str]:
    return fields.names(form, visitor.territory.languages, most=LONGEST)


SECTION = Section(Place.PROJECTS, say("Checklist"), HERE, may_set_terms)
