"""One account: all that it wrote, taken down and shown again at once; keeping it out for a time."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.moderation.backoffice.stated import choices, stated
from consultations.moderation.contents import AllModerated, TheModerated
from consultations.moderation.queries.accounts import account
from consultations.moderation.rules import (
    FACTS_MOST,
    LONGEST_SUSPENSION,
    RULE_MOST,
    Bar,
    Statement,
    Verdict,
)
from consultations.moderation.service.accounts import (
    Suspended,
    hide_all,
    show_all,
    suspend_notifier,
    suspend_person,
)
from consultations.moderation.words import BARS
from consultations.permissions import may_moderate
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from payments.sessions import ReadSession

HERE = "/back-office/moderation"
PEOPLE = HERE + "/people"


class AccountDesk(Controller):
    path = HERE
    guards = (requires(may_moderate),)

    @get("/people/{person_id:uuid}")
    async def one(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        moderated: TheModerated,
        person_id: FromPath[UUID],
    ) -> Response[str]:
        return await _one(request, reading, visitor, moderated, person_id, Form())

    @post("/people/{person_id:uuid}/hide")
    async def hide(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        moderated: TheModerated,
        person_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        """A wave of advertising goes at once; its author has one letter for all of it."""
        await account(db, moderated, visitor, person_id)
        form = Form(await request.form())
        statement = stated(form, None, reasoned=True)
        hidden = Statement(Verdict.HIDDEN, statement.facts, statement.ground, statement.rule)
        use_case = partial(hide_all, db, moderated, person_id, hidden, by=visitor)
        done = await attempt(db, form, "facts", use_case)
        if done is None:
            return await _one(request, db, visitor, moderated, person_id, form)
        text = say("Taken down: %(number)s. Below, you can show all of it again.")
        return said(to(request, f"{PEOPLE}/{person_id}"), "success", text, number=str(done[1]))

    @post("/people/{person_id:uuid}/batches/{batch_id:uuid}/show")
    async def show(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        moderated: TheModerated,
        person_id: FromPath[UUID],
        batch_id: FromPath[UUID],
    ) -> Redirect:
        """Undo it: what somebody has decided about since stays as it was decided."""
        found = await account(db, moderated, visitor, person_id)
        if batch_id in {one.id for one in found.batches}:
            why = wording_of(request).say(say("It was taken down with others by mistake."))
            number = await show_all(db, moderated, batch_id, Statement(Verdict.KEPT, why), by=visitor)
        else:
            number = 0
        text = say("Shown again: %(number)s.")
        return said(to(request, f"{PEOPLE}/{person_id}"), "success", text, number=str(number))

    @post("/people/{person_id:uuid}/suspend")
    async def suspend(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        moderated: TheModerated,
        person_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        found = await account(db, moderated, visitor, person_id)
        form = Form(await request.form())
        given = _suspended(form, "why")
        language = found.person.language or visitor.territory.languages[0]
        use_case = partial(suspend_person, db, person_id, given, language, by=visitor)
        if await attempt(db, form, "why", use_case) is None:
            return await _one(request, db, visitor, moderated, person_id, form)
        return said(to(request, f"{PEOPLE}/{person_id}"), "success", SUSPENDED)

    @post("/notices/{notice_id:uuid}/suspend")
    async def suspend_notifier(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, notice_id: FromPath[UUID]
    ) -> Redirect:
        """Whoever sent a notice without an account: the address may report nothing for a month."""
        words = wording_of(request)
        given = Suspended(Bar.REPORTING, 30, words.say(ABUSE), words.say(ARTICLE))
        await suspend_notifier(db, notice_id, given, by=visitor)
        return said(to(request, HERE), "success", SUSPENDED)


SUSPENDED = say("Suspended for a time, with reasons by mail; an appeal goes to another moderator.")
ABUSE = say("You reported again and again what clearly breaks no rule.")
ARTICLE = say("Regulation (EU) 2022/2065, article 23, paragraph 2")


def _suspended(form: Form, why: str) -> Suspended:
    bars = form.choice("bars", list(Bar))
    days = form.whole("days", least=1, most=LONGEST_SUSPENSION)
    return Suspended(
        Bar(bars) if bars in list(Bar) else Bar.REPORTING,
        days,
        form.text(why, most=FACTS_MOST),
        form.text("article", most=RULE_MOST),
    )


async def _one(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    moderated: AllModerated,
    person_id: UUID,
    form: Form,
) -> Response[str]:
    words = wording_of(request)
    return page(
        request,
        "consultations/moderation/account.html",
        account=await account(db, moderated, visitor, person_id),
        kinds={one: words.say(each.label) for one, each in moderated.kinds.items()},
        choices=choices(words),
        bar_choices=[(one.value, words.say(label)) for one, label in BARS.items()],
        bars=BARS,
        own=visitor.person is not None and visitor.person.id == person_id,
        article=words.say(ARTICLE),
        longest=LONGEST_SUSPENSION,
        facts_most=FACTS_MOST,
        rule_most=RULE_MOST,
        form=form,
    )
