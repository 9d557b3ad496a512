"""The demo about itself: who can sign in as whom, its clock, its mails."""

from datetime import datetime, timedelta
from functools import partial

from anyio import to_thread
from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect

from okote.demo.clock import leap
from okote.demo.identity_provider.people import PEOPLE
from okote.demo.mailbox import Mailbox, ReceivedMail
from okote.demo.work import repeat
from okote.funding.campaigns.queries import taking_pledges
from okote.house import House, TheHouse
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, page, said, to, wording_of
from payments.errors import DomainError
from payments.simulator.remote import Remote

LEAPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}

JUST_AFTER = timedelta(minutes=1)
"""How long after a deadline the clock stops."""

MOST_MAILS = 40

MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""A mail carries its styles in itself; it runs nothing and fetches nothing."""


class LeapRefusedError(DomainError):
    """Neither one of the leaps, nor a campaign whose end is to come."""

    code = "leap_refused"


@get("/demo")
async def demo(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str]:
    return page(
        request,
        "demo/demo.html",
        people=[(person.name, person.what[visitor.language]) for person in PEOPLE],
        now=await reading.now(),
        campaigns=await taking_pledges(reading, visitor.territory.id),
        leaps=(
            ("hour", say("one hour")),
            ("day", say("one day")),
            ("week", say("one week")),
        ),
    )


@post("/demo/clock")
async def move_clock(request: AnyRequest, visitor: TheVisitor, house: TheHouse) -> Redirect:
    """On by a leap, or to just after the end of a campaign."""
    form = Form(await request.form())
    async with house.database.reading() as db:
        at = await db.now()
        found = await taking_pledges(db, visitor.territory.id)
    ends = {str(campaign.id): campaign.period.ends_at for campaign in found}
    by = _asked(form, ends, at)
    async with Remote(house.settings.stripe.api_base) as stripe:
        await leap(house, stripe, by)
    async with house.database.unit_of_work() as db:
        await repeat(db, house)
    moved = wording_of(request).moment(at + by)
    return said(to(request, "/demo"), "success", say("It is now %(moment)s."), moment=moved)


def _asked(form: Form, ends: dict[str, datetime], at: datetime) -> timedelta:
    choice = form.raw("leap")
    if choice in LEAPS:
        return LEAPS[choice]
    if choice in ends:
        return ends[choice] + JUST_AFTER - at
    raise LeapRefusedError


@get("/demo/mails")
async def mails(request: AnyRequest, visitor: TheVisitor, house: TheHouse) -> Response[str]:
    """What the mail server was given for this territory, the latest first."""
    ours = partial(_mailbox(house).mails, MOST_MAILS, saying=_signature(visitor))
    return page(request, "demo/mails.html", mails=await to_thread.run_sync(ours))


@get("/demo/mails/{name:str}")
async def mail(
    request: AnyRequest, visitor: TheVisitor, house: TheHouse, name: FromPath[str]
) -> Response[str]:
    return page(request, "demo/mail.html", mail=await _received(house, visitor, name))


@get("/demo/mails/{name:str}/html")
async def mail_as_sent(visitor: TheVisitor, house: TheHouse, name: FromPath[str]) -> Response[str]:
    """As a mail program would show it."""
    html = (await _received(house, visitor, name)).html
    return Response(html, media_type=MediaType.HTML, headers={"content-security-policy": MAIL_POLICY})


async def _received(house: House, visitor: Visitor, name: str) -> ReceivedMail:
    received = await to_thread.run_sync(_mailbox(house).mail, name)
    if received is None or _signature(visitor) not in received.text:
        raise NotFoundError
    return received


def _signature(visitor: Visitor) -> str:
    """Each mail says who runs the site, as the law asks; so it says whose it is."""
    return visitor.territory.operator_email


def _mailbox(house: House) -> Mailbox:
    """Where the demo's mail server delivers."""
    return Mailbox(house.settings.state_folder / "mails")


ROUTES = (demo, move_clock, mails, mail, mail_as_sent)
