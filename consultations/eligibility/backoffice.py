"""Who may take part, in the back office: where things stand, how long they hold, the counter."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from consultations.eligibility import queries, service
from consultations.eligibility.census.queries import standing, waiting_claims
from consultations.eligibility.census.rules import ADDRESS_MOST, NAME_MOST, NUMBER_MOST, Typed
from consultations.eligibility.codes.service import Seen, hand_over
from consultations.eligibility.counter import receive
from consultations.eligibility.models import EligibilityTerms
from consultations.eligibility.words import HERE
from consultations.permissions import may_keep_residents, may_receive_residents
from okote.feature import Place, Section
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import labelled, places
from okote.web.attempts import attempt
from okote.web.forms import Form, MissingError
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

COUNTER = "/back-office/residents"
FOLDER = "consultations/eligibility/desk/"
DAYS_MOST = 3660
TERMS = ("declared_days", "list_days", "code_days")


class EligibilityDesk(Controller):
    path = HERE
    guards = (requires(may_keep_residents),)

    @get()
    async def one(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        terms = await queries.terms_of(reading, visitor.territory.id)
        kept = {name: str(getattr(terms, name)) for name in (*TERMS, "oldest_floor")}
        return await _desk(request, reading, visitor, Form(kept))

    @post()
    async def set_terms(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        days = {name: form.whole(name, least=1, most=DAYS_MOST) for name in TERMS}
        oldest = form.whole("oldest_floor", least=18, most=99)
        terms = EligibilityTerms(territory_id=visitor.territory.id, **days, oldest_floor=oldest)
        use_case = partial(service.set_terms, db, terms, by=visitor)
        if await attempt(db, form, "declared_days", use_case) is None:
            return await _desk(request, db, visitor, form)
        return said(to(request, HERE), "success", say("This holds for what is shown from now on."))


class ResidentCounter(Controller):
    path = COUNTER
    guards = (requires(may_receive_residents),)

    @get()
    async def ask(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _counter(request, reading, visitor, Form())

    @post()
    async def enter(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        """A code for whoever has an account; for whoever has none, they are known from now on."""
        form = Form(await request.form())
        alone = form.choice("account", ["yes", "no"]) == "no"
        seen, typed = await _seen(form, db, visitor), _typed(form, alone=alone)
        if alone and typed is not None and seen is not None:
            if await attempt(db, form, "family", partial(receive, db, typed, seen, by=visitor)) is None:
                return await _counter(request, db, visitor, form)
            text = say("This person is known at the counter now, and takes part here, with your help.")
            return said(to(request, COUNTER), "success", text)
        code = None
        if seen is not None and not alone:
            code = await attempt(db, form, "born", partial(hand_over, db, seen, by=visitor))
        if code is None:
            return await _counter(request, db, visitor, form)
        answer = page(request, f"{FOLDER}handed.html", code=code, site=visitor.address)
        answer.headers["cache-control"] = "no-store"
        return answer


async def _seen(form: Form, db: ReadSession, visitor: Visitor) -> Seen | None:
    """The kind of paper, never its number."""
    paper = form.text("paper", most=80)
    place = form.choice("place", [str(one.id) for one in await places(db, visitor.territory.id)])
    born = form.day("born") if form.raw("born") else None
    guardian = form.text("guardian", most=120, required=False)
    return Seen(paper, UUID(place), born, guardian) if form.sound else None


def _typed(form: Form, *, alone: bool) -> Typed | None:
    """Needed of whoever has no account, so that they are known again."""
    if not alone:
        return None
    family, given = form.text("family", most=NAME_MOST), form.text("given", most=NAME_MOST)
    born = form.day("born")
    address = form.text("address", most=ADDRESS_MOST, required=False)
    number = form.text("number", most=NUMBER_MOST, required=False)
    if not address and not number:
        form.refuse("address", MissingError())
    return Typed(given, family, born, address, number) if form.sound and born else None


async def _desk(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    return page(
        request,
        f"{FOLDER}desk.html",
        form=form,
        stands=await standing(db, visitor.territory.id),
    )


async def _counter(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    answer = page(
        request,
        f"{FOLDER}counter.html",
        form=form,
        places=labelled(await places(db, visitor.territory.id)),
    )
    answer.headers["cache-control"] = "no-store"
    return answer


async def _waiting(db: ReadSession, visitor: Any) -> int:
    return await waiting_claims(db, visitor.territory.id)


ROUTES = (EligibilityDesk, ResidentCounter)
SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Who may take part"),
        HERE,
        may_keep_residents,
        waiting=_waiting,
        waits=say_count(
            "%(num)s question of who somebody is waits.", "%(num)s questions of who somebody is wait."
        ),
    ),
    Section(Place.CONSULTATION, say("Residents at the counter"), COUNTER, may_receive_residents),
)
