"""Checkout sessions: a page on which one payment is made, once, until it expires."""

import re
from urllib.parse import urlsplit

from payments.simulator import intents
from payments.simulator.cards import CARDS, Card
from payments.simulator.faults import malformed, refused
from payments.simulator.params import absent
from payments.simulator.store import Object
from payments.simulator.wire import Tree, given, within
from payments.simulator.world import World, new_id

SOONEST, LATEST = 30 * 60, 24 * 60 * 60
"""Seconds ahead between which a session may expire; the later unless it says otherwise."""
NETWORK = 60
"""Seconds granted for a request's own way, as the asker and this clock are not one."""
LEAST, MOST = 50, 99_999_999
AUTHENTICATED = CARDS["4000002760003184"]
"""The one card whose bank asks its holder."""

SUFFIX = re.compile(r"(?=.*[A-Za-z])[^<>\\'\"*]{1,22}")


def create(world: World, params: Tree) -> Object:
    check(params)
    amount, currency = priced(params)
    terms = params.get("payment_intent_data") or {}
    check_seller(world, terms)
    session = blank(world, params, amount, currency)
    world.store.add(session)
    world.store.add({"id": f"_terms_{session['id']}", "object": "_terms", "title": title(params), **terms})
    world.store.remind(session["expires_at"], session["id"])
    return session


def check(params: Tree) -> None:
    """What Stripe requires though its types don't say so; sessions of another mode are not spoken here."""
    for name in ("mode", "line_items", "success_url"):
        if not params.get(name):
            raise absent(name)
    if params["mode"] != "payment" or params.get("ui_mode", "hosted_page") != "hosted_page":
        raise malformed("Only payments on a hosted page are spoken for here.", param="mode")
    if params.get("payment_method_types", ["card"]) != ["card"]:
        raise malformed("Only cards are spoken for here.", param="payment_method_types")
    for name in ("success_url", "cancel_url"):
        address = urlsplit(params.get(name, "https://example.org"))
        if address.scheme not in ("http", "https") or not address.hostname:
            raise malformed("Not a valid URL", param=name, code="url_invalid")
    if len(params.get("client_reference_id", "")) > 200:
        raise malformed("client_reference_id has at most 200 characters", param="client_reference_id")


def priced(params: Tree) -> tuple[int, str]:
    """The sum of the lines, in one currency, within what Stripe takes."""
    total, currencies = 0, set()
    for number, line in enumerate(params["line_items"]):
        where = f"line_items[{number}]"
        price = line.get("price_data")
        if price is None or "unit_amount" not in price or "product_data" not in price:
            raise absent(f"{where}[price_data]")
        if price["unit_amount"] < 0 or line.get("quantity", 0) < 1:
            raise malformed("This value must be greater than or equal to 1.", param=f"{where}[quantity]")
        total += price["unit_amount"] * line["quantity"]
        currencies.add(price["currency"])
    if currencies != {"eur"}:
        raise malformed("Only eur is spoken for here.", param="line_items[0][price_data][currency]")
    if total < LEAST:
        raise malformed(
            "The Checkout Session's total amount due must add up to at least €0.50 eur",
            code="amount_too_small",
        )
    if total > MOST:
        raise malformed(
            "The Checkout Session's total amount due must be no more than €999,999.99 eur",
            code="amount_too_large",
        )
    return total, "eur"


def title(params: Tree) -> str:
    return str(params["line_items"][0]["price_data"]["product_data"]["name"])


def check_seller(world: World, terms: Tree) -> None:
    suffix = terms.get("statement_descriptor_suffix")
    if suffix is not None and not SUFFIX.fullmatch(suffix):
        raise malformed(
            "The statement descriptor suffix has 1 to 22 characters, a letter at least, no < > \\ ' \" *",
            param="payment_intent_data[statement_descriptor_suffix]",
        )
    if "statement_descriptor" in terms:
        raise malformed(
            "For card charges, use statement_descriptor_suffix.",
            param="payment_intent_data[statement_descriptor]",
        )
    seller = terms.get("on_behalf_of")
    if seller is None:
        return
    account = world.require("account", seller, param="payment_intent_data[on_behalf_of]")
    if account["capabilities"].get("card_payments") != "active":
        raise refused(
            "The account on whose behalf you pay must have the card_payments capability enabled.",
            param="payment_intent_data[on_behalf_of]",
        )


def search(world: World, params: Tree) -> list[Object]:
    where = given(params, "payment_intent", "status")
    found = world.store.select("checkout.session", where=where)
    return [session for session in found if within(session["created"], params.get("created", {}))]


def expire(world: World, session: Object) -> Object:
    if session["status"] != "open":
        raise refused(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a '
            f"status of {session['status']}."
        )
    session.update(status="expired", url=None)
    world.store.save(session)
    if session["payment_intent"] is not None:
        intents.cancel(world, world.require("payment_intent", session["payment_intent"]))
    world.tell("checkout.session.expired", session)
    return session


def pay(world: World, session: Object, card: Card) -> str:
    """The payer tries a card; the intent's status says what comes next."""
    return follow(world, session, intents.confirm(world, intent_of(world, session), card))


def answer_bank(world: World, session: Object, *, confirms: bool) -> str:
    """The payer comes back from the bank's page."""
    intent = intent_of(world, session)
    if not confirms:
        return intents.refuse_authentication(world, intent)
    return follow(world, session, intents.confirm(world, intent, AUTHENTICATED, authenticated=True))


def intent_of(world: World, session: Object) -> Object:
    if session["payment_intent"] is None:
        terms = world.store.get("_terms", f"_terms_{session['id']}") or {}
        session["payment_intent"] = intents.create(world, session, terms)["id"]
        world.store.save(session)
    return world.require("payment_intent", session["payment_intent"])


def follow(world: World, session: Object, status: str) -> str:
    """Paid or being decided, the session is complete; otherwise it stays open for another card."""
    if status in ("succeeded", "processing"):
        session.update(status="complete", url=None, payment_status="unpaid")
        if status == "succeeded":
            session["payment_status"] = "paid"
        session["customer_details"] = customer(session["customer_email"])
        world.store.save(session)
        world.tell("checkout.session.completed", session)
    return status


def decided(world: World, intent: Object, status: str) -> None:
    """A slow bank has answered: the completed session learns of it."""
    for session in world.store.select("checkout.session", where={"payment_intent": intent["id"]}):
        if status == "succeeded":
            session["payment_status"] = "paid"
            world.store.save(session)
            world.tell("checkout.session.async_payment_succeeded", session)
        else:
            world.tell("checkout.session.async_payment_failed", session)


def customer(email: str | None) -> Object:
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


ABSENT = (
    "after_expiration",
    "allow_promotion_codes",
    "billing_address_collection",
    "client_secret",
    "collected_information",
    "consent",
    "consent_collection",
    "currency_conversion",
    "customer",
    "customer_account",
    "customer_details",
    "integration_identifier",
    "invoice",
    "invoice_creation",
    "managed_payments",
    "origin_context",
    "payment_intent",
    "payment_link",
    "payment_method_configuration_details",
    "permissions",
    "recovered_from",
    "saved_payment_method_options",
    "setup_intent",
    "shipping_address_collection",
    "shipping_cost",
    "subscription",
    "wallet_options",
)
"""What our sessions never have, and Stripe's always say that they have not."""


def blank(world: World, params: Tree, amount: int, currency: str) -> Object:
    now = world.now()
    expires_at = params.get("expires_at", now + LATEST)
    if not now + SOONEST - NETWORK <= expires_at <= now + LATEST + NETWORK:
        raise malformed(
            "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from now.",
            param="expires_at",
        )
    session_id = new_id("cs_test_a1", 56)
    return dict.fromkeys(ABSENT) | {
        "id": session_id,
        "object": "checkout.session",
        "adaptive_pricing": params.get("adaptive_pricing") or {"enabled": True},
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": currency,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer_creation": "if_required",
        "customer_email": params.get("customer_email"),
        "discounts": [],
        "expires_at": expires_at,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata") or {},
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{world.public}/pay/{session_id}",
    }
