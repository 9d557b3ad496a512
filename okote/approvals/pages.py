"""What waits for a second person, the sum above which one is needed, and who stands in for them."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from okote.approvals import queries, service
from okote.approvals.models import Approval
from okote.approvals.permissions import may_approve
from okote.approvals.service import Acts
from okote.backoffice.audit.wording import changes
from okote.backoffice.why import LONGEST, reason
from okote.feature import Place, Section
from okote.identity.models import Role
from okote.identity.permissions import may_administer, may_keep_accounts, person_of, requires
from okote.identity.roles.queries import holdings
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.web.attempts import attempt
from okote.web.forms import Form, NotAChoiceError
from okote.web.pages import AnyRequest, Onward, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import ONE_MORE, Before, latest
from payments.money import Money
from payments.sessions import ReadSession, WriteSession

HERE = "/back-office/approvals"
MOST_EUROS = 999_999


class ApprovalPages(Controller):
    path = HERE
    guards = (requires(may_approve),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        return await _list(request, reading, visitor, await _sum_form(reading, visitor), Form(), before)

    @post("/sum", guards=[requires(may_administer)])
    async def set_sum(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        """In whole euros; nothing lets each decide alone."""
        form = Form(await request.form())
        euros = form.whole("above", least=1, most=MOST_EUROS) if form.raw("above") else None
        if not form.sound:
            return await _list(request, db, visitor, form, Form(), None)
        await service.set_sum(db, Money.of(euros) if euros else None, by=visitor)
        return said(to(request, HERE), "success", say("The sum is saved."))

    @post("/deputies", guards=[requires(may_administer)])
    async def name(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        """Until the end of the day that is named."""
        form = Form(await request.form())
        people = {str(held.person_id): held.person_id for held in await holdings(db, visitor.territory.id)}
        person, day = people.get(form.raw("person")), form.day("until")
        if person is None:
            form.refuse("person", NotAChoiceError())
        if form.sound and person is not None and day is not None:
            ends = datetime.combine(day, time(), visitor.territory.zone) + timedelta(days=1)
            await attempt(db, form, "until", partial(service.name_deputy, db, person, ends, by=visitor))
        if not form.sound:
            return await _list(request, db, visitor, await _sum_form(db, visitor), form, None)
        return said(to(request, HERE), "success", say("The deputy can approve until that day."))

    @get("/{approval_id:uuid}")
    async def show(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, approval_id: FromPath[UUID]
    ) -> Response[str]:
        return await _show(request, reading, visitor, approval_id, Form())

    @post("/{approval_id:uuid}/approve")
    async def approve(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, approval_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        answer = form.text("answer", most=LONGEST, required=False)
        use_case = partial(service.approve, db, _acts(request), approval_id, answer, by=visitor)
        return await _decided(request, db, visitor, approval_id, form, "answer", use_case)

    @post("/{approval_id:uuid}/refuse")
    async def refuse(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, approval_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        use_case = partial(service.refuse, db, approval_id, reason(form), by=visitor)
        return await _decided(request, db, visitor, approval_id, form, "reason", use_case)


def said_or_waits(answer: Onward, waits: object, done: str) -> Redirect:
    """What was done, or that it waits: `waits` is what a use case says where a second person is needed."""
    if isinstance(waits, Approval):
        return said(answer, "notice", say("Someone else has to approve it now: they see it in their queue."))
    return said(answer, "success", done)


async def _decided(
    request: AnyRequest,
    db: WriteSession,
    visitor: Visitor,
    approval_id: UUID,
    form: Form,
    field: str,
    use_case: Callable[[], Awaitable[Approval]],
) -> Response[str] | Redirect:
    if await attempt(db, form, field, use_case) is None:
        return await _show(request, db, visitor, approval_id, form)
    return said(to(request, HERE), "success", say("Your decision is on record."))


async def _sum_form(db: ReadSession, visitor: Visitor) -> Form:
    above = await queries.sum_above(db, visitor.territory.id)
    return Form({"above": str(above.minor // 100) if above else ""})


async def _list(
    request: AnyRequest, db: ReadSession, visitor: Visitor, amount: Form, deputy: Form, before: UUID | None
) -> Response[str]:
    here = visitor.territory.id
    held = await holdings(db, here)
    named = {one.person_id: one.public_name or one.email or "" for one in held}
    form = amount if not amount.sound else deputy
    return page(
        request,
        "approvals/list.html",
        form=form,
        amount=amount,
        deputy=deputy,
        asked=await queries.open_approvals(db, here),
        over=latest(await queries.over(db, here, before, limit=ONE_MORE), before),
        acts=_acts(request),
        above=await queries.sum_above(db, here),
        deputies=[one for one in held if one.role is Role.DEPUTY],
        people=[(str(person), name) for person, name in named.items()],
        mine=person_of(visitor).id,
        may_set=may_administer(visitor),
    )


async def _show(
    request: AnyRequest, db: ReadSession, visitor: Visitor, approval_id: UUID, form: Form
) -> Response[str]:
    asked = await queries.one_approval(db, visitor.territory.id, approval_id)
    approval = asked.approval
    act = _acts(request)[approval.act]
    return page(
        request,
        "approvals/show.html",
        form=form,
        asked=asked,
        act=act,
        path=act.subject.path.format(approval.subject_id) if may_keep_accounts(visitor) else "",
        changes=changes(act.subject, approval.before, approval.after, wording_of(request), {}),
        own=approval.asked_by == person_of(visitor).id,
        lapsed=await db.now() >= approval.expires_at,
    )


def _acts(request: AnyRequest) -> Acts:
    return cast("Acts", request.app.state["acts"])


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    return await queries.waiting_for(db, visitor.territory.id, person_of(visitor).id)


ROUTES = (ApprovalPages,)
SECTIONS = (
    Section(
        Place.MONEY,
        say("Four eyes"),
        HERE,
        may_approve,
        _waiting,
        say_count("%(num)s request for you to approve", "%(num)s requests for you to approve"),
    ),
)
