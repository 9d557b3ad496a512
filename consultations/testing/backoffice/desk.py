"""The desk of tests: each with where it stands, and what can be done with it by whoever looks."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.permissions import may_answer, may_follow_tests, may_run_panels, own_services
from consultations.testing.backoffice import forms
from consultations.testing.models import TestCampaign
from consultations.testing.queries import standing as standings
from consultations.testing.queries.findings import unanswered
from consultations.testing.queries.sittings import seated, tasks_of
from consultations.testing.queries.standing import Standing
from consultations.testing.rules.campaigns import TASKS_MOST
from consultations.testing.rules.findings import ANSWER_MOST
from consultations.testing.rules.reading import READING, Reader, Stage, Thing
from consultations.testing.service import campaigns, results
from consultations.testing.words import STAGE_TONES, STAGES
from okote.feature import Place, Section
from okote.identity.permissions import require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say, say_count
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Onward, Reading, Writing, page, said, to, wording_of
from okote.web.pagination import Before, latest
from payments.sessions import ReadSession

HERE = "/back-office/tests"
RUNS = requires(may_run_panels)


class TestDesk(Controller):
    __test__ = False
    path = HERE
    guards = (requires(may_follow_tests),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, before: Before = None
    ) -> Response[str]:
        found = await standings.on_desk(reading, visitor, before)
        return page(
            request,
            "consultations/testing/desk.html",
            tests=latest(found, before, key=lambda one: one.campaign.id),
            runs=may_run_panels(visitor),
            stages=STAGES,
            tones=STAGE_TONES,
        )

    @get("/new", guards=[RUNS])
    async def new(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        return await _written(request, reading, visitor, Form({"reading_days": str(READING.days)}))

    @post(guards=[RUNS])
    async def write(self, request: AnyRequest, visitor: TheVisitor, db: Writing) -> Response[str] | Redirect:
        form = Form(await request.form())
        details = forms.details(form, await forms.choices(db, visitor, wording_of(request)))

        async def use_case() -> TestCampaign | None:
            return None if details is None else await campaigns.write_campaign(db, details, by=visitor)

        written = await attempt(db, form, "title", use_case, elsewhere=forms.ELSEWHERE)
        if written is None:
            return await _written(request, db, visitor, form)
        text = say("The test is written. Read it as testers will, then open it to them.")
        return said(to(request, f"{HERE}/{written.id}"), "success", text)

    @get("/{test_id:uuid}")
    async def one(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, test_id: FromPath[UUID]
    ) -> Response[str]:
        return await shown(request, reading, visitor, test_id, Form())

    @get("/{test_id:uuid}/edit", guards=[RUNS])
    async def edit(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, test_id: FromPath[UUID]
    ) -> Response[str]:
        stands = await standings.standing(reading, visitor.territory.id, test_id)
        typed = forms.as_typed(stands.campaign, await tasks_of(reading, test_id), visitor)
        return await _written(request, reading, visitor, Form(typed), stands.campaign)

    @post("/{test_id:uuid}/edit", guards=[RUNS])
    async def change(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, test_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        known = (await standings.standing(db, visitor.territory.id, test_id)).campaign
        form = Form(await request.form())
        details = forms.details(form, await forms.choices(db, visitor, wording_of(request), known))

        async def use_case() -> TestCampaign | None:
            return (
                None if details is None else await campaigns.change_campaign(db, test_id, details, by=visitor)
            )

        if await attempt(db, form, "title", use_case, elsewhere=forms.ELSEWHERE) is None:
            return await _written(request, db, visitor, form, known)
        return said(to(request, f"{HERE}/{test_id}"), "success", say("The test is saved."))

    @post("/{test_id:uuid}/open", guards=[RUNS])
    async def open(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, test_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        opening = partial(campaigns.open_campaign, db, test_id, by=visitor)
        form = Form()
        if await attempt(db, form, "open", opening) is None:
            return await shown(request, db, visitor, test_id, form)
        text = say("The test is open to its panel: testers are written to.")
        return said(to(request, f"{HERE}/{test_id}"), "success", text)

    @post("/{test_id:uuid}/prolong", guards=[RUNS])
    async def prolong(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, test_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        day = form.day("last_day")

        async def use_case() -> TestCampaign | None:
            return None if day is None else await campaigns.prolong(db, test_id, day, by=visitor)

        if await attempt(db, form, "last_day", use_case) is None:
            return await shown(request, db, visitor, test_id, form)
        return said(to(request, f"{HERE}/{test_id}"), "success", say("Testers have more time."))

    @post("/{test_id:uuid}/remove", guards=[RUNS])
    async def remove(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, test_id: FromPath[UUID]
    ) -> Redirect:
        await campaigns.remove_campaign(db, test_id, by=visitor)
        return said(to(request, HERE), "success", say("The draft is thrown away."))

    @post("/{test_id:uuid}/hand-over", guards=[RUNS])
    async def hand_over(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, test_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form()
        handing = partial(results.hand_over, db, test_id, by=visitor)
        if await attempt(db, form, "hand-over", handing) is None:
            return await shown(request, db, visitor, test_id, form)
        text = say("The service and elected members read the results now.")
        return said(to(request, f"{HERE}/{test_id}"), "success", text)

    @post("/{test_id:uuid}/reply")
    async def reply(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, test_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """By whoever answers for the service that is tested, and by whoever passes on what it says."""
        stands = await followed(db, visitor, test_id)
        require(may_answer(visitor, stands.procedure.service_id))
        form = Form(await request.form())
        words = form.text("reply", most=ANSWER_MOST)
        replying = partial(results.reply, db, test_id, words, by=visitor)
        if await attempt(db, form, "reply", replying) is None:
            return await shown(request, db, visitor, test_id, form)
        text = say("The reply is kept: it stands beside the results once they are published.")
        return said(to(request, f"{HERE}/{test_id}"), "success", text)

    @post("/{test_id:uuid}/publish", guards=[RUNS])
    async def publish(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, test_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form()
        publishing = partial(results.publish, db, test_id, by=visitor)
        if await attempt(db, form, "publish", publishing) is None:
            return await shown(request, db, visitor, test_id, form)
        return _published(to(request, f"{HERE}/{test_id}"))


def _published(answer: Onward) -> Redirect:
    text = say("Everyone reads the results, and testers are told what became of what they found.")
    return said(answer, "success", text)


async def followed(db: ReadSession, visitor: Visitor, test_id: UUID) -> Standing:
    """As far as somebody follows it: NotFoundError for drafts, and for tests of other services."""
    stands = await standings.standing(db, visitor.territory.id, test_id)
    if may_run_panels(visitor):
        return stands
    reads = stands.reader(visitor)
    if stands.draft or not (stands.may_type(visitor) or reads in (Reader.SERVICE, Reader.ELECTED)):
        raise NotFoundError
    return stands


async def shown(
    request: AnyRequest, db: ReadSession, visitor: Visitor, test_id: UUID, form: Form
) -> Response[str]:
    """One test: what is asked, where it stands, and what its reader may do."""
    stands = await followed(db, visitor, test_id)
    reads = stands.reader(visitor)
    organises = reads is Reader.ORGANISER
    return page(
        request,
        "consultations/testing/one.html",
        stands=stands,
        tasks=await tasks_of(db, test_id),
        seated=await seated(db, stands.campaign) if organises and not stands.draft else (),
        unread=await results.texts_unread(db, test_id) if organises else 0,
        organises=organises,
        runs=may_run_panels(visitor),
        types=stands.may_type(visitor) and stands.stage is Stage.GATHERING,
        publishable_from=stands.publishable_from(visitor),
        reviews=stands.may(visitor, Thing.WRITTEN),
        reads=stands.may(visitor, Thing.RESULTS),
        reads_reply=stands.may(visitor, Thing.REPLY),
        replies=may_answer(visitor, stands.procedure.service_id) and stands.stage is Stage.READING,
        answers=may_answer(visitor, stands.procedure.service_id) and stands.stage >= Stage.READING,
        stages=STAGES,
        tones=STAGE_TONES,
        form=form,
    )


async def _written(
    request: AnyRequest, db: ReadSession, visitor: Visitor, form: Form, campaign: TestCampaign | None = None
) -> Response[str]:
    """With room for two tasks more than there are."""
    filled = [n for n in range(1, TASKS_MOST + 1) if form.raw(f"says-{n}") or form.raw(f"scenario-{n}")]
    return page(
        request,
        "consultations/testing/write.html",
        campaign=campaign,
        form=form,
        numbers=range(1, min(TASKS_MOST, max((3, *filled)) + 2) + 1),
        choices=await forms.choices(db, visitor, wording_of(request), campaign),
    )


async def _waiting(db: ReadSession, visitor: Visitor) -> int:
    """Findings that wait for the answer of a service."""
    return await unanswered(db, visitor.territory.id, own_services(visitor))


SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Tests of procedures"),
        HERE,
        may_follow_tests,
        waiting=_waiting,
        waits=say_count(
            "%(num)s finding of testers waits for an answer",
            "%(num)s findings of testers wait for an answer",
        ),
    ),
)
