"""Lists of residents and questions of who somebody is: administrators alone; each look is noted."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.eligibility.census import deciding, lists, queries
from consultations.eligibility.census.models import CensusClaim, CensusEntry, CensusList
from consultations.eligibility.census.reading import HEADINGS, LINES_MOST, WRONG, decoded
from consultations.eligibility.census.rules import NothingChosenError
from consultations.eligibility.deeds import CLAIM, EligibilityDeed
from consultations.eligibility.queries import place_names
from consultations.eligibility.words import HERE, REASONS
from consultations.permissions import may_keep_residents
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import labelled, one_of, places
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.requests import TAKES_FILES
from payments.sessions import ReadSession, WriteSession

FOLDER = "consultations/eligibility/desk/"
REASON_MOST = 500


class ListPages(Controller):
    path = f"{HERE}/lists"
    guards = (requires(may_keep_residents),)

    @get("/new")
    async def ask(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _bring(request, reading, visitor, Form({"kept_days": str(lists.KEPT_DAYS)}))

    @post("/new", opt={TAKES_FILES: True})
    async def bring(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        """Read and kept, not yet in force."""
        form = Form(await request.form())
        name = " ".join(form.text("title", most=120).split())
        data = await form.file("file")
        place = form.choice("place", [str(one.id) for one in await places(db, visitor.territory.id)])
        days = form.whole("kept_days", least=1, most=lists.KEPT_MOST)

        async def use_case() -> CensusList:
            usual = UUID(place)
            return await lists.bring(db, name, decoded(data), usual=usual, kept_days=days, by=visitor)

        brought = await attempt(db, form, "file", use_case)
        if brought is None:
            return await _bring(request, db, visitor, form)
        text = say("The list is read, and not yet in force. Look at what could not be read.")
        return said(to(request, f"{HERE}/lists/{brought.id}"), "notice", text)

    @get("/{list_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, list_id: FromPath[UUID]
    ) -> Response[str]:
        """What was read and refused; nobody on it, until somebody looks and says why."""
        brought = await one_of(reading, CensusList, visitor.territory.id, list_id)
        return _one(request, brought, Form(), None)

    @post("/{list_id:uuid}/in-force")
    async def put_in_force(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, list_id: FromPath[UUID]
    ) -> Redirect:
        brought = await lists.put_in_force(db, list_id, by=visitor)
        text = say("The list is in force. Whoever was known by the one before is sought on it.")
        return said(to(request, f"{HERE}/lists/{brought.id}"), "success", text)

    @post("/{list_id:uuid}/throw-away")
    async def throw_away(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, list_id: FromPath[UUID]
    ) -> Redirect:
        await lists.throw_away(db, list_id, by=visitor)
        return said(to(request, HERE), "success", say("The list is thrown away, with all that it held."))

    @post("/{list_id:uuid}/look")
    async def look(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, list_id: FromPath[UUID]
    ) -> Response[str]:
        """By a form, so that no name stands in an address."""
        brought = await one_of(db, CensusList, visitor.territory.id, list_id)
        form = Form(await request.form())
        name, reason = form.text("name", most=200), form.text("reason", most=REASON_MOST)
        use_case = partial(lists.look_for, db, brought.id, name, reason, by=visitor)
        found = await attempt(db, form, "name", use_case)
        return _one(request, brought, form, found, await place_names(db, visitor.territory.id))

    @post("/{list_id:uuid}/lines/{entry_id:uuid}/revoke")
    async def revoke(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        list_id: FromPath[UUID],
        entry_id: FromPath[UUID],
    ) -> Redirect:
        """What they did until now stays done."""
        entry = await one_of(db, CensusEntry, visitor.territory.id, entry_id)
        brought = await one_of(db, CensusList, visitor.territory.id, list_id)
        if entry.list_id != brought.id:
            raise NotFoundError
        form = Form(await request.form())
        await lists.revoke(db, entry.id, form.raw("reason")[:REASON_MOST], by=visitor)
        text = say("It is no longer known that they live here. What they took part in until now stays.")
        return said(to(request, f"{HERE}/lists/{brought.id}"), "success", text)


class ClaimPages(Controller):
    path = f"{HERE}/claims"
    guards = (requires(may_keep_residents),)

    @get()
    async def waiting(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        found = await queries.claims(reading, visitor.territory.id)
        return page(request, f"{FOLDER}claims.html", claims=found, reasons=REASONS)

    @get("/{claim_id:uuid}")
    async def ask(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, claim_id: FromPath[UUID]
    ) -> Response[str]:
        """Why it waits; the names are behind a button, since each look is written down."""
        claim = await one_of(reading, CensusClaim, visitor.territory.id, claim_id)
        return page(request, f"{FOLDER}claim.html", claim=claim, reasons=REASONS, form=Form(), lines=None)

    @post("/{claim_id:uuid}/look")
    async def look(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, claim_id: FromPath[UUID]
    ) -> Response[str]:
        claim = await one_of(db, CensusClaim, visitor.territory.id, claim_id)
        await note(db, visitor.doer, EligibilityDeed.CENSUS_CLAIM_LOOKED_AT, claim, CLAIM.facts(claim))
        return await _claim(request, db, claim, Form())

    @post("/{claim_id:uuid}")
    async def decide(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, claim_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        claim = await one_of(db, CensusClaim, visitor.territory.id, claim_id)
        form = Form(await request.form())
        verdict = form.choice("verdict", ["yes", "no"])
        told = form.text("told", most=REASON_MOST, required=verdict == "no")
        chosen = [UUID(one) for one in claim.entries if form.ticked(f"line-{one}")]
        if verdict == "yes" and not chosen:
            form.refuse("verdict", NothingChosenError())
        wanted = chosen if verdict == "yes" else []
        use_case = partial(deciding.decide, db, claim.id, wanted, told, by=visitor)
        if await attempt(db, form, "verdict", use_case) is None:
            return await _claim(request, db, claim, form)
        return said(to(request, f"{HERE}/claims"), "success", say("Decided: they hear of it by mail."))


async def _bring(request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form) -> Response[str]:
    return page(
        request,
        f"{FOLDER}bring.html",
        form=form,
        places=labelled(await places(db, visitor.territory.id)),
        headings=HEADINGS,
        most=LINES_MOST,
    )


def _one(
    request: AnyRequest,
    brought: CensusList,
    form: Form,
    found: Sequence[CensusEntry] | None,
    names: Mapping[UUID, str] | None = None,
) -> Response[str]:
    answer = page(
        request,
        f"{FOLDER}list.html",
        list=brought,
        wrong=WRONG,
        most=LINES_MOST,
        form=form,
        found=found,
        names=names or {},
    )
    answer.headers["cache-control"] = "no-store"
    return answer


async def _claim(request: AnyRequest, db: WriteSession, claim: CensusClaim, form: Form) -> Response[str]:
    lines = await queries.lines_named(db, claim)
    answer = page(
        request,
        f"{FOLDER}claim.html",
        claim=claim,
        reasons=REASONS,
        form=form,
        lines=lines,
        holders=await queries.holders(db, lines),
        names=await place_names(db, claim.territory_id),
    )
    answer.headers["cache-control"] = "no-store"
    return answer


ROUTES = (ListPages, ClaimPages)
