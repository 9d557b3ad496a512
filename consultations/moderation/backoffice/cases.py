"""What waits, several decided at once, one case, one appeal."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from consultations.moderation.backoffice.stated import choices, stated
from consultations.moderation.contents import AllModerated, TheModerated
from consultations.moderation.queries import accounts, desk
from consultations.moderation.rules import FACTS_MOST, RULE_MOST, Verdict
from consultations.moderation.service.appeals import decide_appeal
from consultations.moderation.service.decisions import decide, decide_all, look_into
from consultations.moderation.words import BARS, GROUNDS, ORIGINS, SEVERITIES, VERDICTS
from consultations.permissions import may_moderate
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import Number
from payments.sessions import ReadSession

HERE = "/back-office/moderation"

Kind = Annotated[str, QueryParameter(max_length=40)]

WORDS: Mapping[str, Any] = {
    "grounds": GROUNDS,
    "origins": ORIGINS,
    "severities": SEVERITIES,
    "verdicts": VERDICTS,
    "bars": BARS,
}


class CaseDesk(Controller):
    path = HERE
    guards = (requires(may_moderate),)

    @get()
    async def queue(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        moderated: TheModerated,
        kind: Kind = "",
        number: Number = 1,
    ) -> Response[str]:
        """Appeals first, then what was reported or held: the gravest first."""
        return await _queue(request, reading, visitor, moderated, kind, number, Form())

    @post("/decide")
    async def decide_several(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, moderated: TheModerated
    ) -> Response[str] | Redirect:
        """Those that are ticked, with one statement; what is not this moderator's is left."""
        sent = await request.form()
        form, ticked = Form(sent), [UUID(one) for one in sent.getall("case", []) if _is_uuid(one)]
        statement = stated(form, list({Verdict.HIDDEN, Verdict.KEPT}))
        if not ticked:
            form.choice("case", [])

        async def use_case() -> tuple[int, int]:
            return await decide_all(db, moderated, ticked, statement, by=visitor)

        decided = await attempt(db, form, "facts", use_case)
        if decided is None:
            return await _queue(request, db, visitor, moderated, "", 1, form)
        text = say("Decided: %(number)s. Left for somebody else: %(left)s.")
        number, left = map(str, decided)
        return said(to(request, HERE), "success", text, number=number, left=left)

    @get("/{case_id:uuid}")
    async def case(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        moderated: TheModerated,
        case_id: FromPath[UUID],
    ) -> Response[str]:
        return await _case(request, reading, visitor, moderated, case_id, Form())

    @post("/{case_id:uuid}/decide")
    async def decide_one(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        moderated: TheModerated,
        case_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        statement = stated(form, [Verdict.HIDDEN, Verdict.KEPT])
        use_case = partial(decide, db, moderated, case_id, statement, by=visitor)
        if await attempt(db, form, "facts", use_case) is None:
            return await _case(request, db, visitor, moderated, case_id, form)
        text = say("Decided. Whoever wrote it and whoever reported it read why.")
        return said(to(request, HERE), "success", text)

    @post("/look/{kind:str}/{subject_id:uuid}")
    async def look(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        moderated: TheModerated,
        kind: FromPath[str],
        subject_id: FromPath[UUID],
    ) -> Redirect:
        """A case of one's own, about something that nobody reported."""
        opened = await look_into(db, moderated, kind, subject_id, by=visitor)
        return to(request, f"{HERE}/{opened.id}")

    @get("/appeals/{appeal_id:uuid}")
    async def appeal(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        moderated: TheModerated,
        appeal_id: FromPath[UUID],
    ) -> Response[str]:
        return await _appeal(request, reading, visitor, moderated, appeal_id, Form())

    @post("/appeals/{appeal_id:uuid}/decide")
    async def decide_appeal(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        moderated: TheModerated,
        appeal_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        """By somebody who has decided nothing of it."""
        form = Form(await request.form())
        found = await desk.complaint(db, visitor, appeal_id)
        outcome = form.choice("outcome", ["confirmed", "followed"])
        hides = outcome == "followed" and found.decision.verdict is Verdict.KEPT
        statement = stated(form, None, reasoned=hides)
        use_case = partial(
            decide_appeal,
            *(db, moderated, appeal_id),
            followed=outcome == "followed",
            statement=statement,
            by=visitor,
        )
        if await attempt(db, form, "facts", use_case) is None:
            return await _appeal(request, db, visitor, moderated, appeal_id, form)
        return said(to(request, HERE), "success", say("Decided. Both sides read why."))


def _is_uuid(written: str) -> bool:
    try:
        UUID(written)
    except ValueError:
        return False
    return True


async def _queue(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    moderated: AllModerated,
    kind: str,
    number: int,
    form: Form,
) -> Response[str]:
    words = wording_of(request)
    return page(
        request,
        "consultations/moderation/desk.html",
        queue=await desk.queue(db, moderated, visitor, kind or None, number),
        complaints=await desk.complaints(db, visitor) if number == 1 else [],
        waiting=await desk.kinds_waiting(db, visitor.territory.id),
        kinds={one: words.say(each.label) for one, each in moderated.kinds.items()},
        kind=kind,
        choices=choices(words),
        facts_most=FACTS_MOST,
        rule_most=RULE_MOST,
        form=form,
        **WORDS,
    )


async def _case(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    moderated: AllModerated,
    case_id: UUID,
    form: Form,
) -> Response[str]:
    whole = await desk.whole(db, moderated, visitor, case_id)
    words = wording_of(request)
    return page(
        request,
        "consultations/moderation/case.html",
        whole=whole,
        kind=moderated.of_kind(whole.case.kind),
        records=await _records(db, visitor, [one.person_id for one in whole.notices]),
        choices=choices(words),
        facts_most=FACTS_MOST,
        rule_most=RULE_MOST,
        form=form,
        **WORDS,
    )


async def _records(db: ReadSession, visitor: Visitor, people: Sequence[UUID | None]) -> dict[UUID, object]:
    """How those who report have reported before."""
    known = {one for one in people if one is not None}
    return {one: await accounts.notices_of(db, visitor.territory.id, one) for one in sorted(known)[:20]}


async def _appeal(
    request: AnyRequest,
    db: ReadSession,
    visitor: Visitor,
    moderated: AllModerated,
    appeal_id: UUID,
    form: Form,
) -> Response[str]:
    found = await desk.complaint(db, visitor, appeal_id)
    whole = None if found.case is None else await desk.whole(db, moderated, visitor, found.case.id)
    words = wording_of(request)
    return page(
        request,
        "consultations/moderation/appeal.html",
        found=found,
        whole=whole,
        choices=choices(words),
        facts_most=FACTS_MOST,
        rule_most=RULE_MOST,
        form=form,
        **WORDS,
    )
