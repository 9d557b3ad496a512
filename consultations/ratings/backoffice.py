"""The desk of open ratings: what waits, words to review, hours with more than usual to decide on."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.permissions import may_moderate
from consultations.procedures.names.rules import suspects
from consultations.procedures.queries import any_procedure
from consultations.ratings import queries, rules, service
from consultations.ratings.models import RatingBurst, RatingWords
from consultations.ratings.rules import Review, Verdict
from consultations.ratings.words import REVIEWS, TONES, VERDICTS
from okote.feature import Place, Section
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say, say_count
from okote.territories.queries import one_of
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from okote.web.pagination import Number
from payments.sessions import ReadSession

HERE = "/back-office/ratings"


class RatingDesk(Controller):
    path = HERE
    guards = (requires(may_moderate),)

    @get()
    async def listed(self, request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
        """Each procedure that people may rate, with what waits there."""
        found = await queries.on_desk(reading, visitor.territory.id)
        return page(request, "consultations/ratings/desk.html", procedures=found)

    @get("/{procedure_id:uuid}")
    async def one(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        reading: Reading,
        procedure_id: FromPath[UUID],
        number: Number = 1,
    ) -> Response[str]:
        return await _one(request, reading, visitor, procedure_id, Form(), number)

    @post("/{procedure_id:uuid}/site")
    async def choose_site(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, procedure_id: FromPath[UUID]
    ) -> Redirect:
        """There is a button for it on procedures that are offered."""
        await service.choose_site(db, procedure_id, by=visitor)
        text = say("Who rates this site, from the foot of each page, rates this procedure now.")
        return said(to(request, f"{HERE}/{procedure_id}"), "success", text)

    @post("/words/{words_id:uuid}")
    async def review(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, words_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Each text has a form of its own, its fields named for it."""
        kept = await one_of(db, RatingWords, visitor.territory.id, words_id)
        form = Form(await request.form())
        review, told = f"review-{words_id}", f"told-{words_id}"
        chosen = form.choice(review, [one for one in Review if one is not Review.WAITING])
        redacted = form.text(told, most=rules.WORDS_MOST, required=chosen == Review.REDACTED)

        async def use_case() -> RatingWords:
            return await service.review_words(db, words_id, Review(chosen), redacted, by=visitor)

        if await attempt(db, form, told, use_case) is None:
            return await _one(request, db, visitor, kept.procedure_id, form)
        text = (
            say("Nobody else reads it. It is kept for 30 days as it was written.")
            if chosen == Review.WITHHELD
            else say("Everyone can read it now.")
        )
        return said(to(request, f"{HERE}/{kept.procedure_id}"), "success", text)

    @post("/bursts/{burst_id:uuid}")
    async def decide(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, burst_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        """Of all that came within the hour."""
        kept = await one_of(db, RatingBurst, visitor.territory.id, burst_id)
        form = Form(await request.form())
        verdict, why = f"verdict-{burst_id}", f"reason-{burst_id}"
        chosen = form.choice(verdict, [Verdict.COUNTED, Verdict.APART])
        reason = form.text(why, most=rules.REASON_MOST)
        if not form.sound:
            return await _one(request, db, visitor, kept.procedure_id, form)
        await service.decide_burst(db, burst_id, Verdict(chosen), reason, by=visitor)
        text = (
            say("All ratings of that hour count now.")
            if chosen == Verdict.COUNTED
            else say("The ratings of that hour are left apart: they are told beside those that count.")
        )
        return said(to(request, f"{HERE}/{kept.procedure_id}"), "success", text)


async def _one(
    request: AnyRequest, db: ReadSession, visitor: Visitor, procedure_id: UUID, form: Form, number: int = 1
) -> Response[str]:
    words = await queries.words_of(db, procedure_id, number)
    site = await queries.site_of(db, visitor.territory.id)
    return page(
        request,
        "consultations/ratings/review.html",
        is_site=site is not None and site.id == procedure_id,
        shown=await any_procedure(db, visitor.territory.id, procedure_id),
        bursts=await queries.bursts_of(db, procedure_id) if number == 1 else (),
        words=words,
        suspects={one.id: list(suspects(one.words)) for one in words.rows},
        verdicts=VERDICTS,
        reviews=REVIEWS,
        tones=TONES,
        rules=rules,
        form=form,
    )


ROUTES = (RatingDesk,)
SECTIONS = (
    Section(
        Place.CONSULTATION,
        say("Ratings of procedures"),
        HERE,
        may_moderate,
        waiting=queries.waiting,
        waits=say_count(
            "%(num)s text or unusual hour among the ratings of procedures",
            "%(num)s texts or unusual hours among the ratings of procedures",
        ),
    ),
)
