"""Rating a procedure that one has just gone through, and what all made of it."""

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from consultations.measures.pictures.drawing import told_or_none
from consultations.measures.pictures.trend import Trend
from consultations.measures.statistics.axes import Axis, Level
from consultations.measures.statistics.open_ratings import ENOUGH
from consultations.measures.words import GRADES, QUESTIONS
from consultations.procedures.pages import Part
from consultations.procedures.queries import Shown, procedure_called
from consultations.procedures.rules import Channel
from consultations.procedures.words import CHANNELS
from consultations.ratings import queries, rules, service
from consultations.ratings.rules import Figures, Given, Help, Slip
from consultations.ratings.words import HELPS
from okote.identity.entrance import client_of
from okote.identity.limited import counted_address
from okote.identity.visitors import TheVisitor, Visitor
from okote.platform.errors import NotFoundError
from okote.settings import Settings
from okote.territories.models import Territory
from okote.web.attempts import done
from okote.web.forms import Form
from okote.web.pages import AnyRequest, Reading, TheSettings, Writing, page, page_for_all, to, wording_of
from okote.web.pagination import Number
from okote.web.seals import Seal
from okote.web.shared import ALIKE
from payments.sessions import ReadSession

SITE = "/rate"
RATE = SITE + "/{slug:str}"

ELSEWHERE = {rules.ChannelNotOfferedError.code: "channel"}


@get(SITE)
async def site(request: AnyRequest, visitor: TheVisitor, reading: Reading) -> Response[str] | Redirect:
    """On to the form about this site itself; where there is none, to whom one may tell it."""
    chosen = await queries.site_of(reading, visitor.territory.id)
    if chosen is not None:
        return to(request, f"{SITE}/{chosen.slug}")
    return page(request, "consultations/ratings/site.html")


@get(RATE)
async def asked(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, settings: TheSettings, slug: FromPath[str]
) -> Response[str]:
    """Four questions; of a procedure that is no longer offered, only that it is not."""
    shown = await procedure_called(reading, visitor.territory.id, slug)
    form = Form({"slip": await _new_slip(reading, settings, shown)})
    return _asked(request, shown, form)


@post(RATE)
async def rate(
    request: AnyRequest, visitor: TheVisitor, db: Writing, settings: TheSettings, slug: FromPath[str]
) -> Response[str] | Redirect:
    """Neither who is signed in nor from where it comes is kept with it; sent twice, it is thanked for."""
    shown = await procedure_called(db, visitor.territory.id, slug)
    form = Form(await request.form())
    given = _given(form)
    slip = _slip(settings, form)
    household = counted_address(client_of(request))
    use_case = partial(service.rate, db, visitor.territory, shown, given, slip, household=household)
    if await done(db, form, "simplicity", use_case, elsewhere=ELSEWHERE):
        return to(request, f"/rate/{slug}/thanks")
    refused = {error.code for error in form.errors.values()}
    if slip is None or rules.SlipExpiredError.code in refused:
        form.values = {**form.values, "slip": await _new_slip(db, settings, shown)}
    return _asked(request, shown, form)


def _given(form: Form) -> Given:
    levels = {axis: Level(form.whole(axis.value, least=1, most=5)) for axis in Axis}
    help_ = form.choice("help", list(Help))
    channel = form.choice("channel", list(Channel))
    words = form.text("words", most=rules.WORDS_MOST, required=False)
    return Given(
        Channel(channel) if channel in list(Channel) else Channel.DIGITAL,
        levels,
        Help(help_) if help_ in list(Help) else Help.NONE,
        words,
    )


def _seal(settings: Settings) -> Seal:
    return Seal(settings.secret_key, "ratings")


async def _new_slip(db: ReadSession, settings: Settings, shown: Shown) -> str:
    slip = Slip(str(shown.procedure.id), await db.now(), secrets.token_hex(16))
    return _seal(settings).sealed(slip.written())


def _slip(settings: Settings, form: Form) -> Slip | None:
    words = _seal(settings).opened(form.raw("slip"))
    return None if words is None else Slip.read(words)


def _asked(request: AnyRequest, shown: Shown, form: Form) -> Response[str]:
    words = wording_of(request)
    return page(
        request,
        "consultations/ratings/rate.html",
        shown=shown,
        questions=QUESTIONS,
        helps=[(one.value, words.say(label), None) for one, label in HELPS.items()],
        channels=[(one, words.say(CHANNELS[Channel(one)]), None) for one in shown.procedure.channels],
        form=form,
    )


@get(f"{RATE}/thanks")
async def thanks(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """What becomes of it."""
    shown = await procedure_called(reading, visitor.territory.id, slug)
    return page(request, "consultations/ratings/thanks.html", shown=shown, enough=ENOUGH)


@get(f"{RATE}/poster")
async def poster(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """For a counter or a waiting room; the code leads to the form in the language of whoever scans it."""
    shown = await _offered(reading, visitor, slug)
    address = f"{visitor.address}/rate/{slug}"
    return page(request, "consultations/ratings/poster.html", shown=shown, address=address)


@get(f"{RATE}/button")
async def button(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, slug: FromPath[str]
) -> Response[str]:
    """Lines to copy for the site or the mail that a procedure ends with."""
    shown = await _offered(reading, visitor, slug)
    address = f"{visitor.address}/rate/{slug}"
    return page(request, "consultations/ratings/button.html", shown=shown, address=address)


async def _offered(db: ReadSession, visitor: Visitor, slug: str) -> Shown:
    shown = await procedure_called(db, visitor.territory.id, slug)
    if not shown.procedure.listed:
        raise NotFoundError
    return shown


@get("/procedures/{slug:str}/ratings", opt={ALIKE: True})
async def ratings(
    request: AnyRequest, visitor: TheVisitor, slug: FromPath[str], number: Number = 1
) -> Response[str]:
    """Question by question over time, by channel, about help, and in people's words."""

    async def read(db: ReadSession) -> Mapping[str, Any]:
        shown = await procedure_called(db, visitor.territory.id, slug)
        return await told_of(db, visitor.territory, shown, number)

    return await page_for_all(request, "consultations/ratings/ratings.html", read)


async def told_of(db: ReadSession, territory: Territory, shown: Shown, number: int) -> Mapping[str, Any]:
    """All that `ratings.html` shows, with that page of what people wrote."""
    key = shown.procedure.id
    found = (await queries.figures_of(db, territory, key))[key]
    return {
        "shown": shown,
        "apart": await queries.apart_of(db, key),
        "words": await queries.shown_words(db, key, number),
        "channel_labels": CHANNELS,
        "rules": rules,
        "most": service.RATINGS.most,
        "told": told_or_none,
        **_drawn(found),
    }


def _drawn(found: Figures) -> Mapping[str, Any]:
    trends = [(QUESTIONS[axis], Trend(one)) for axis, one in found.axes.items()]
    return {"figures": found, "trends": trends, "grades": GRADES, "enough": ENOUGH, "axes": QUESTIONS}


async def on_procedure(db: ReadSession, territory: Territory, shown: Shown) -> Part:
    """For the page of a procedure: the way to rate it, and what is told by now."""
    key = shown.procedure.id
    found = (await queries.figures_of(db, territory, key))[key]
    return Part("consultations/ratings/on_procedure.html", _drawn(found))


ROUTES: Sequence[Any] = (site, asked, rate, thanks, poster, button, ratings)
