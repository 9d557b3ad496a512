"""What becomes of the winners of a vote, in the back office."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.actions.rules import UNDER_WAY
from consultations.actions.words import STATES, TONES
from consultations.ballots.followup import service
from consultations.ballots.followup.queries import desk
from consultations.ballots.followup.rules import HOLDER_MOST
from consultations.ballots.models import Ballot
from consultations.ballots.visibility import totals_shown
from consultations.permissions import may_moderate
from consultations.services.queries import every_service
from okote.identity.permissions import requires
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.territories.queries import one_of
from okote.web.attempts import attempt, done
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, Writing, page, said, to
from payments.sessions import ReadSession

HERE = "/back-office/ballots/{ballot_id:uuid}/followup"


class FollowupPages(Controller):
    path = HERE
    guards = (requires(may_moderate),)

    @get()
    async def listed(
        self, request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
    ) -> Response[str]:
        """Each winner, with the action and the campaign that came of it; nothing before the publication."""
        return await _page(request, reading, visitor, ballot_id, Form())

    @post("/{option_id:uuid}/action")
    async def act(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        option_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        """One service answers for it; the rest is written on the action's own page."""
        form = Form(await request.form())
        services = {str(one.id): one.id for one in await _services(db, visitor)}
        chosen = services.get(form.choice(f"service-{option_id}", list(services)))

        async def use_case() -> Any:
            return chosen and await service.make_action(db, ballot_id, option_id, chosen, by=visitor)

        made = await attempt(db, form, f"service-{option_id}", use_case)
        if made is None:
            return await _page(request, db, visitor, ballot_id, form)
        done = say("It is an action now. Those alone read it who work on it, until you show it to everyone.")
        return said(to(request, f"/back-office/actions/{made.id}"), "success", done)

    @post("/{option_id:uuid}/campaign")
    async def ask(
        self,
        request: AnyRequest,
        visitor: TheVisitor,
        db: Writing,
        ballot_id: FromPath[UUID],
        option_id: FromPath[UUID],
    ) -> Response[str] | Redirect:
        form = Form(await request.form())
        field = f"holder-{option_id}"
        holder = " ".join(form.text(field, most=HOLDER_MOST, required=False).split())
        use_case = partial(service.ask_campaign, db, ballot_id, option_id, holder, by=visitor)
        if not await done(db, form, field, use_case):
            return await _page(request, db, visitor, ballot_id, form)
        text = say("A campaign is asked for: it stands among the projects that people chose.")
        return said(to(request, HERE.replace("{ballot_id:uuid}", str(ballot_id))), "success", text)


async def _services(db: ReadSession, visitor: Visitor) -> Sequence[Any]:
    return [one for one in await every_service(db, visitor.territory.id) if one.retired_at is None]


async def _page(
    request: AnyRequest, db: ReadSession, visitor: Visitor, ballot_id: UUID, form: Form
) -> Response[str]:
    ballot = await one_of(db, Ballot, visitor.territory.id, ballot_id)
    if not totals_shown(ballot):
        raise NotFoundError
    values: Mapping[str, Any] = {
        "ballot": ballot,
        "winners": await desk(db, ballot),
        "services": [(str(one.id), one.name) for one in await _services(db, visitor)],
        "takes_campaigns": service.takes_campaigns(db),
        "labels": STATES,
        "tones": TONES,
        "under_way": UNDER_WAY,
        "form": form,
    }
    return page(request, "consultations/ballots/exchange/followup.html", **values)


ROUTES = (FollowupPages,)
