"""The territory's webhooks in the back office: where they lead, what was sent, what was answered."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.feature import Place, Section, WebhookKind
from okote.identity.permissions import may_administer, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say, say_count
from okote.settings import Settings
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form, NotAChoiceError
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, said, to
from okote.web.pagination import ONE_MORE, Before, latest
from okote.webhooks import queries, service
from okote.webhooks.delivering import network, secrets
from okote.webhooks.models import Webhook, WebhookDelivery
from okote.webhooks.rules import LONGEST_ADDRESS, MOST, written
from okote.webhooks.service import WebhookDetails
from payments.sessions import ReadSession

HERE = "/back-office/webhooks"
LONGEST = 120


class WebhookPages(Controller):
    path = HERE
    guards = (requires(may_administer),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        found = await queries.webhooks(reading, visitor.territory.id)
        return page(request, "webhooks/list.html", webhooks=found, most=MOST)

    @get("/receiving")
    async def receiving(self, request: AnyRequest) -> Response[str]:
        """What whoever writes the other system has to know."""
        examples = [(kind, json.dumps(kind.example, indent=2)) for kind in _kinds(request)]
        return page(request, "webhooks/receiving.html", examples=examples)

    @get("/new")
    async def new(self, request: AnyRequest) -> Response[str]:
        return _form(request, Form(), None)

    @post("/new")
    async def add(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, settings: TheSettings
    ) -> Response[str]:
        """Its secret is in this answer and in no other."""
        form = Form(await request.form())
        details = _read(request, form)
        use_case = partial(service.add_webhook, db, details, network(settings), by=visitor)
        webhook = await attempt(db, form, "url", use_case)
        if webhook is None:
            return _form(request, form, None)
        return await _secret(request, db, settings, webhook)

    @get("/{webhook_id:uuid}")
    async def show(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        webhook_id: FromPath[UUID],
        before: Before = None,
    ) -> Response[str]:
        return await _show(request, reading, visitor, webhook_id, Form(), before)

    @get("/{webhook_id:uuid}/edit")
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, webhook_id: FromPath[UUID]
    ) -> Response[str]:
        webhook = await one_of(reading, Webhook, visitor.territory.id, webhook_id)
        ticked = dict.fromkeys(map(_field, webhook.kinds), "yes")
        kept = {"url": webhook.url, "description": webhook.description, **ticked}
        return _form(request, Form(kept), webhook)

    @post("/{webhook_id:uuid}/edit")
    async def change(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        webhook_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        webhook = await one_of(db, Webhook, visitor.territory.id, webhook_id)
        form = Form(await request.form())
        details = _read(request, form)
        use_case = partial(service.change_webhook, db, webhook_id, details, network(settings), by=visitor)
        if await attempt(db, form, "url", use_case) is None:
            return _form(request, form, webhook)
        return said(to(request, f"{HERE}/{webhook_id}"), "success", say("The webhook is changed."))

    @post("/{webhook_id:uuid}/secret")
    async def roll(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        settings: TheSettings,
        webhook_id: FromPath[UUID],
    ) -> Response[str]:
        """The new one is in this answer and in no other."""
        form = Form(await request.form())
        use_case = partial(service.roll_secret, db, webhook_id, by=visitor)
        webhook = await attempt(db, form, "secret", use_case)
        if webhook is None:
            return await _show(request, db, visitor, webhook_id, form, None)
        return await _secret(request, db, settings, webhook)

    @post("/{webhook_id:uuid}/off")
    async def switch_off(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, webhook_id: FromPath[UUID]
    ) -> Redirect:
        await service.switch_off(db, webhook_id, by=visitor)
        return said(to(request, f"{HERE}/{webhook_id}"), "success", say("The webhook is off."))

    @post("/{webhook_id:uuid}/on")
    async def switch_on(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, webhook_id: FromPath[UUID]
    ) -> Redirect:
        await service.switch_on(db, webhook_id, by=visitor)
        return said(to(request, f"{HERE}/{webhook_id}"), "success", say("The webhook is on."))

    @post("/{webhook_id:uuid}/remove")
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, webhook_id: FromPath[UUID]
    ) -> Redirect:
        await service.remove_webhook(db, webhook_id, by=visitor)
        return said(to(request, HERE), "success", say("The webhook is gone."))

    @post("/{webhook_id:uuid}/test")
    async def test(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, webhook_id: FromPath[UUID]
    ) -> Redirect:
        delivery = await service.send_test(db, webhook_id, by=visitor)
        return _leaves(request, delivery)

    @get("/{webhook_id:uuid}/sent/{delivery_id:uuid}")
    async def sent(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        webhook_id: FromPath[UUID],
        delivery_id: FromPath[UUID],
    ) -> Response[str]:
        """What one notification said, and each try."""
        webhook = await one_of(reading, Webhook, visitor.territory.id, webhook_id)
        delivery = await one_of(reading, WebhookDelivery, visitor.territory.id, delivery_id)
        if delivery.webhook_id != webhook.id:
            raise NotFoundError
        return page(
            request,
            "webhooks/sent.html",
            webhook=webhook,
            delivery=delivery,
            body=json.dumps(json.loads(delivery.body), indent=2, ensure_ascii=False),
            attempts=await queries.attempts(reading, delivery.id),
            labels=_labels(request),
        )

    @post("/{webhook_id:uuid}/sent/{delivery_id:uuid}/again")
    async def again(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        webhook_id: FromPath[UUID],
        delivery_id: FromPath[UUID],
    ) -> Redirect:
        return _leaves(request, await service.send_again(db, webhook_id, delivery_id, by=visitor))


def _kinds(request: AnyRequest) -> Sequence[WebhookKind]:
    return cast("Sequence[WebhookKind]", request.app.state["webhook_kinds"])


def _labels(request: AnyRequest) -> Mapping[str, str]:
    return {kind.name: kind.label for kind in _kinds(request)}


def _field(kind: str) -> str:
    """The name of the box that is ticked for it."""
    return f"kind-{kind}"


def _read(request: AnyRequest, form: Form) -> WebhookDetails:
    """At least one kind: a webhook that is told of nothing is a slip."""
    description = form.text("description", most=LONGEST)
    url = form.text("url", most=LONGEST_ADDRESS)
    names = [kind.name for kind in _kinds(request)]
    chosen = [name for name in names if form.ticked(_field(name))]
    if not chosen:
        form.refuse(_field(names[0]) if names else "url", NotAChoiceError())
    return WebhookDetails(url, description, chosen)


def _form(request: AnyRequest, form: Form, webhook: Webhook | None) -> Response[str]:
    kinds = [(_field(kind.name), kind) for kind in _kinds(request)]
    return page(request, "webhooks/edit.html", form=form, webhook=webhook, kinds=kinds)


async def _show(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    webhook_id: UUID,
    form: Form,
    before: UUID | None,
) -> Response[str]:
    webhook = await one_of(db, Webhook, visitor.territory.id, webhook_id)
    found = await queries.sent(db, webhook.id, before, limit=ONE_MORE)
    at = await db.now()
    return page(
        request,
        "webhooks/show.html",
        webhook=webhook,
        form=form,
        sent=latest(found, before),
        labels=_labels(request),
        rolling=webhook.former_until if webhook.former_until and at < webhook.former_until else None,
    )


async def _secret(
    request: AnyRequest, db: ReadSession, settings: Settings, webhook: Webhook
) -> Response[str]:
    """No cache keeps it: pages of whoever has signed in are kept by none."""
    key, *former = secrets(settings.secret_key, webhook, await db.now())
    until = webhook.former_until if former else None
    return page(request, "webhooks/secret.html", webhook=webhook, secret=written(key), until=until)


def _leaves(request: AnyRequest, delivery: WebhookDelivery) -> Redirect:
    path = f"{HERE}/{delivery.webhook_id}/sent/{delivery.id}"
    return said(to(request, path), "success", say("It leaves now: reload this page in a moment."))


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.count_switched_off(db, visitor.territory.id)


ROUTES = (WebhookPages,)
SECTIONS = (
    Section(
        Place.SITE,
        say("Webhooks"),
        HERE,
        may_administer,
        _waiting,
        say_count("%(num)s webhook that was switched off", "%(num)s webhooks that were switched off"),
    ),
)
