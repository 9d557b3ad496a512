"""For testers who try it by telephone, on paper or on site: somebody types what they say."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.permissions import may_enter_volunteers
from consultations.testing.backoffice.desk import HERE
from consultations.testing.models import Sitting
from consultations.testing.queries.sittings import seated
from consultations.testing.queries.standing import standing
from consultations.testing.rules.reading import Stage
from consultations.testing.rules.sittings import Manner
from consultations.testing.service.sittings import begin_for
from consultations.testing.words import MANNERS
from okote.identity.permissions import person_of, require, requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.web.attempts import attempt
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, to, wording_of
from payments.sessions import ReadSession

OFFERED = (Manner.TELEPHONE, Manner.PAPER, Manner.ON_SITE)


class TypingDesk(Controller):
    path = f"{HERE}/{{test_id:uuid}}/type"
    guards = (requires(may_enter_volunteers),)

    @get()
    async def asked(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, test_id: FromPath[UUID]
    ) -> Response[str]:
        """Who, and how; one that was begun is taken up again."""
        return await _asked(request, reading, visitor, test_id, Form())

    @post()
    async def begin(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, test_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        stands = await standing(db, visitor.territory.id, test_id)
        seats = [str(one.seat_id) for one in await seated(db, stands.campaign)]
        seat, manner = form.choice("seat", seats), form.choice("manner", list(OFFERED))
        observed = form.ticked("observed")

        async def use_case() -> Sitting:
            return await begin_for(db, test_id, UUID(seat), Manner(manner), observed=observed, by=visitor)

        sitting = await attempt(db, form, "seat", use_case)
        if sitting is None:
            return await _asked(request, db, visitor, test_id, form)
        return to(request, f"/my/tests/sittings/{sitting.id}")


async def _asked(
    request: AnyRequest, db: ReadSession, visitor: Visitor, test_id: UUID, form: Form
) -> Response[str]:
    stands = await standing(db, visitor.territory.id, test_id)
    require(stands.may_type(visitor) and not stands.draft)
    words, me = wording_of(request), person_of(visitor).id
    free = [
        one
        for one in await seated(db, stands.campaign)
        if not one.sent
        and one.own_service_id != stands.procedure.service_id
        and (not one.begun or one.typed_by == me)
    ]
    return page(
        request,
        "consultations/testing/type.html",
        stands=stands,
        gathering=stands.stage is Stage.GATHERING,
        seats=[(str(one.seat_id), one.name or "–") for one in free],
        manners=[(one.value, words.say(MANNERS[one]), None) for one in OFFERED],
        form=form,
    )
