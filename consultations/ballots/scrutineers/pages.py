"""Who signs for a ballot: named on its desk, saying yes by a mail's link, signing on a page of theirs."""

from functools import partial
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.ballots import queries as ballots
from consultations.ballots.closing import ACTS
from consultations.ballots.queries import ShownBallot
from consultations.ballots.rules import State
from consultations.ballots.scrutineers import queries, service
from consultations.ballots.scrutineers.models import BallotScrutineer
from consultations.ballots.scrutineers.rules import NAME_MOST, NAMED_IN
from consultations.permissions import may_name_scrutineers, may_write_processes
from okote.backoffice.why import LONGEST, reason
from okote.house import TheHouse
from okote.identity import addresses
from okote.identity.permissions import person_of, requires, signed_in
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.i18n import say
from okote.web.attempts import attempt
from okote.web.forms import Form, NotAChoiceError
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

DESK_OF = "/back-office/ballots/{ballot_id:uuid}/scrutineers"
FOLDER = "consultations/ballots/scrutineers/"
NAMES = requires(may_name_scrutineers)

DESK = (
    (
        say("Who signs"),
        lambda shown: f"/back-office/ballots/{shown.ballot.id}/scrutineers",
        lambda _shown: True,
    ),
)
"""For the page of one ballot: label, address, whether it is there."""


class ScrutineerDesk(Controller):
    path = DESK_OF
    guards = (requires(may_write_processes),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        return await _desk(request, reading, visitor, ballot_id, Form())

    @post("/deputy", guards=[NAMES])
    async def name(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, ballot_id: FromPath[UUID]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        people = {str(one): one for one in await queries.may_be_deputies(db, visitor.territory.id)}
        person = people.get(form.raw("person"))
        if person is None:
            form.refuse("person", NotAChoiceError())

        async def use_case() -> BallotScrutineer | None:
            return None if person is None else await service.name_deputy(db, ballot_id, person, by=visitor)

        if await attempt(db, form, "person", use_case) is None:
            return await _desk(request, db, visitor, ballot_id, form)
        return said(to(request, _path(ballot_id)), "success", say("They may sign for this ballot."))

    @post("/invite", guards=[NAMES])
    async def invite(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        house: TheHouse,
        db: Writing,
        ballot_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        name = " ".join(form.text("name", most=NAME_MOST).split())
        email = addresses.read(form, "email")
        asked = partial(service.invite, db, house.renderer, ballot_id, name, email, by=visitor)
        if await attempt(db, form, "email", asked) is None:
            return await _desk(request, db, visitor, ballot_id, form)
        text = say("They are asked by mail, and may sign once they have said yes.")
        return said(to(request, _path(ballot_id)), "success", text)


@post("/back-office/scrutineers/{scrutineer_id:uuid}/remove", guards=[NAMES])
async def remove(
    request: AnyRequest, visitor: TheVisitor, db: Writing, scrutineer_id: FromPath[UUID]
) -> Redirect:
    ballot_id = await service.take_off(db, scrutineer_id, by=visitor)
    text = say("They no longer sign for this ballot.")
    return said(to(request, _path(ballot_id)), "success", text)


class ScrutineerInvitation(Controller):
    path = "/ballots/scrutineers/{token:str}"
    guards = (requires(signed_in),)

    @get()
    async def offered(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, token: FromPath[str]
    ) -> Response[str]:
        """What the mail leads to: nothing is said yes to by looking at it."""
        return await _offered(request, reading, visitor, token, Form())

    @post()
    async def confirm(
        self, request: AnyRequest, visitor: TheVisitor, db: Writing, token: FromPath[str]
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        named = await attempt(db, form, "confirm", partial(service.confirm, db, token, by=visitor))
        if named is None:
            return await _offered(request, db, visitor, token, form)
        text = say("Thank you: you are told by mail when something waits for your signature.")
        return said(to(request, f"/ballots/{named.ballot_id}/signing"), "success", text)


class SigningPages(Controller):
    path = "/ballots/{ballot_id:uuid}/signing"
    guards = (requires(signed_in),)

    @get()
    async def waits(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        """What is asked, by whom and why: never the roll, nor a total."""
        return await _signing(request, reading, visitor, ballot_id, Form())

    @post("/{approval_id:uuid}/approve")
    async def sign(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        approval_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        answer = form.text("answer", most=LONGEST, required=False)
        use_case = partial(service.sign, db, ballot_id, approval_id, answer, well=True, by=visitor)
        if await attempt(db, form, "answer", use_case) is None:
            return await _signing(request, db, visitor, ballot_id, form)
        text = say("You have signed: it is done.")
        return said(to(request, f"/ballots/{ballot_id}/signing"), "success", text)

    @post("/{approval_id:uuid}/refuse")
    async def refuse(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        approval_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        why = reason(form)
        use_case = partial(service.sign, db, ballot_id, approval_id, why, well=False, by=visitor)
        if await attempt(db, form, "reason", use_case) is None:
            return await _signing(request, db, visitor, ballot_id, form)
        text = say("You have refused, and nothing is done: whoever asked reads why.")
        return said(to(request, f"/ballots/{ballot_id}/signing"), "success", text)


async def _desk(
    request: AnyRequest, db: ReadSession, visitor: Visitor, ballot_id: UUID, form: Form
) -> Response[str]:
    shown = await ballots.ballot(db, visitor.territory.id, ballot_id)
    people = await queries.may_be_deputies(db, visitor.territory.id)
    return page(
        request,
        f"{FOLDER}desk.html",
        form=form,
        shown=shown,
        named=await queries.named(db, ballot_id),
        people=[(str(key), name) for key, name in people.items() if key != person_of(visitor).id],
        names=may_name_scrutineers(visitor),
        may=may_name_scrutineers(visitor) and shown.state in NAMED_IN,
    )


async def _offered(
    request: AnyRequest, db: ReadSession, visitor: Visitor, token: str, form: Form
) -> Response[str]:
    one, ballot = await service.invitation(db, visitor.territory.id, token)
    return page(request, f"{FOLDER}invitation.html", form=form, one=one, ballot=ballot, token=token)


async def _signing(
    request: AnyRequest, db: ReadSession, visitor: Visitor, ballot_id: UUID, form: Form
) -> Response[str]:
    await queries.standing(db, visitor, ballot_id)
    shown = await ballots.ballot(db, visitor.territory.id, ballot_id)
    return page(
        request,
        f"{FOLDER}signing.html",
        form=form,
        shown=shown,
        public=_public(shown),
        asked=await queries.to_sign(db, visitor.territory.id, ballot_id),
        acts=ACTS,
        own=person_of(visitor).id,
    )


def _public(shown: ShownBallot) -> bool:
    """Whether there is a page of it that everyone reads."""
    return shown.state is not State.DRAFT


def _path(ballot_id: UUID) -> str:
    return f"/back-office/ballots/{ballot_id}/scrutineers"


ROUTES = (ScrutineerDesk, remove, ScrutineerInvitation, SigningPages)
