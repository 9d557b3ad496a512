"""The pages that people see: paying, the bank's question, a holder's visit. Plain forms, without scripts."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from payments.simulator import accounts, checkout, due
from payments.simulator.cards import CARDS, OTHERS, USUAL
from payments.simulator.messages import Request, Response
from payments.simulator.store import Object
from payments.simulator.texts import TEXTS, language
from payments.simulator.world import World

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)

Page = Callable[[World, Request, str], Response]


def payment(world: World, request: Request, session_id: str) -> Response:
    session = world.store.get("checkout.session", session_id)
    if session is None:
        return unknown(request)
    if session["status"] != "open":
        return closed(world, request, session)
    if request.method == "GET":
        return payment_form(world, request, session)
    card = CARDS.get(request.fields().get("card", ""))
    if card is None:
        return see(f"/pay/{session_id}")
    return after(session, checkout.pay(world, session, card))


def payment_form(world: World, request: Request, session: Object) -> Response:
    intent = world.store.find(session["payment_intent"] or "") or {}
    failure = intent.get("last_payment_error")
    refusal = None
    if failure is not None:
        refusal = "declined" if failure["type"] == "card_error" else "not_confirmed"
    return shown(world, request, "pay.html", session, refusal=refusal, usual=USUAL, others=OTHERS)


def closed(world: World, request: Request, session: Object) -> Response:
    """Complete or expired: nobody can pay it again."""
    complete = session["status"] == "complete"
    back = completed_url(session) if complete else session["cancel_url"]
    return shown(world, request, "closed.html", session, state="paid" if complete else "expired", back=back)


def after(session: Object, status: str) -> Response:
    if status == "requires_action":
        return see(f"/bank/{session['id']}")
    if status in ("succeeded", "processing"):
        return see(completed_url(session))
    return see(f"/pay/{session['id']}")


def bank(world: World, request: Request, session_id: str) -> Response:
    session = world.store.get("checkout.session", session_id)
    if session is None:
        return unknown(request)
    intent = world.store.find(session["payment_intent"] or "") or {}
    if session["status"] != "open" or intent.get("status") != "requires_action":
        return see(f"/pay/{session_id}")
    if request.method == "GET":
        return shown(world, request, "bank.html", session)
    confirms = request.fields().get("answer") == "confirm"
    return after(session, checkout.answer_bank(world, session, confirms=confirms))


def onboarding(world: World, request: Request, token: str) -> Response:
    visit = world.store.get("_visit", token)
    if visit is None:
        return unknown(request)
    if visit["used"] or world.now() > visit["expires_at"]:
        return see(visit["refresh_url"])
    account = world.require("account", visit["account"])
    if request.method == "GET":
        code = language(None, request)
        name = account["business_profile"]["name"] or account["id"]
        return rendered("onboarding.html", code, visit["return_url"], seller=name, amount="")
    visit["used"] = True
    world.store.save(visit)
    if request.fields().get("answer") == "submit":
        accounts.make_able(world, account)
    return see(visit["return_url"])


def stylesheet(_world: World, _request: Request, _name: str) -> Response:
    return Response(200, (FOLDER / "simulator.css").read_bytes(), content_type="text/css; charset=utf-8")


def completed_url(session: Object) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def shown(world: World, request: Request, template: str, session: Object, **context: object) -> Response:
    """A page about a session: what is paid, and to whom."""
    code = language(session["locale"], request)
    terms = world.store.get("_terms", f"_terms_{session['id']}") or {}
    account = world.store.find(terms.get("on_behalf_of") or "") or {"business_profile": {"name": None}}
    amount = format_currency(Decimal(session["amount_total"]).scaleb(-2), "EUR", locale=code)
    return rendered(
        template,
        code,
        session["success_url"],
        session=session,
        title=terms["title"],
        amount=amount,
        seller=account["business_profile"]["name"] or "Stripe",
        **context,
    )


def rendered(template: str, code: str, leads_to: str | None, **context: object) -> Response:
    """`leads_to` is where a form may send people: a browser follows no redirect that isn't named."""
    texts = {name: text.format(**context) if "{" in text else text for name, text in TEXTS[code].items()}
    html = TEMPLATES.get_template(template).render(code=code, t=texts, **context)
    return Response(200, html.encode(), security(leads_to), "text/html; charset=utf-8")


def security(leads_to: str | None) -> dict[str, str]:
    address = urlsplit(leads_to or "")
    origin = f" {address.scheme}://{address.netloc}" if address.netloc else ""
    policy = (
        f"default-src 'none'; style-src 'self'; form-action 'self'{origin}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": policy, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def unknown(request: Request) -> Response:
    page = rendered("unknown.html", language(None, request), None, amount="", seller="")
    return replace(page, status=404)


def see(url: str) -> Response:
    return Response(303, headers={"Location": url, "Cache-Control": "no-store"})


PAGES: dict[str, Page] = {
    "/pay/([A-Za-z0-9_]+)": payment,
    "/bank/([A-Za-z0-9_]+)": bank,
    "/onboarding/([A-Za-z0-9_-]+)": onboarding,
    "/(simulator.css)": stylesheet,
}


def answer(world: World, request: Request) -> Response:
    for pattern, page in PAGES.items():
        if (found := re.fullmatch(pattern, request.path)) is not None:
            with world.acting():
                due.happen(world)
                return page(world, request, found[1])
    return unknown(request)
