"""Connected accounts: created bare, made able by their holder's visit, restricted at will."""

import re
import secrets

from payments.simulator.faults import malformed
from payments.simulator.params import absent
from payments.simulator.store import Object
from payments.simulator.wire import Tree, within
from payments.simulator.world import World, new_id

LINK_LASTS = 300
"""Seconds; an account link also serves only once."""

PREFIX = re.compile(r"(?=.*[A-Za-z])[^<>\\'\"*]{2,10}")

WANTED = [
    "business_profile.url",
    "business_type",
    "external_account",
    "representative.first_name",
    "representative.last_name",
    "tos_acceptance.date",
    "tos_acceptance.ip",
]
"""What Stripe asks of a new account here; the visit of its holder answers all of it."""


def create(world: World, params: Tree) -> Object:
    if "type" in params and "controller" in params:
        raise malformed(
            "You may not provide the `type` parameter and `controller` parameters simultaneously."
        )
    wanted = params.get("capabilities") or {}
    if params.get("country", "FR") != "FR":
        raise malformed("Only accounts in France are spoken for here.", param="country")
    account = blank(world, params)
    account["capabilities"] = {name: "inactive" for name, ask in wanted.items() if ask.get("requested")}
    return world.store.add(account)


def search(world: World, params: Tree) -> list[Object]:
    return [a for a in world.store.select("account") if within(a["created"], params.get("created", {}))]


def create_link(world: World, params: Tree) -> Object:
    for name in ("return_url", "refresh_url"):
        if name not in params:
            raise absent(name)
    world.require("account", params["account"], param="account")
    token = secrets.token_urlsafe(24)
    expires_at = world.now() + LINK_LASTS
    visit = {
        "id": token,
        "object": "_visit",
        "account": params["account"],
        "return_url": params["return_url"],
        "refresh_url": params["refresh_url"],
        "expires_at": expires_at,
        "used": False,
    }
    world.store.add(visit)
    return {
        "object": "account_link",
        "created": world.now(),
        "expires_at": expires_at,
        "url": f"{world.public}/onboarding/{token}",
    }


def make_able(world: World, account: Object) -> None:
    """All that Stripe asked was answered: it takes card payments and is paid out."""
    capable(account, able=True)
    account["details_submitted"] = True
    account["external_accounts"]["data"] = [bank_account(account["id"])]
    account["tos_acceptance"] = {"date": world.now(), "ip": None, "user_agent": None}
    asks(account, [], None)
    told(world, account)


def restrict(world: World, account: Object) -> None:
    """Stripe wants a document and meanwhile lets nothing through."""
    capable(account, able=False)
    asks(account, ["company.verification.document"], "requirements.past_due")
    told(world, account)


def capable(account: Object, *, able: bool) -> None:
    account["charges_enabled"] = account["payouts_enabled"] = able
    account["capabilities"] = dict.fromkeys(account["capabilities"], "active" if able else "inactive")


def asks(account: Object, fields: list[str], reason: str | None) -> None:
    account["requirements"].update(
        currently_due=fields,
        eventually_due=fields,
        past_due=fields if reason == "requirements.past_due" else [],
        disabled_reason=reason,
    )


def told(world: World, account: Object) -> None:
    world.store.save(account)
    world.tell("account.updated", account, account["id"])


def bank_account(account_id: str) -> Object:
    return {
        "id": new_id("ba"),
        "object": "bank_account",
        "account": account_id,
        "account_holder_name": None,
        "account_holder_type": None,
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK",
        "country": "FR",
        "currency": "eur",
        "customer": None,
        "default_for_currency": True,
        "fingerprint": secrets.token_hex(8),
        "future_requirements": nothing_asked(),
        "last4": "2606",
        "metadata": {},
        "requirements": nothing_asked(),
        "routing_number": None,
        "status": "new",
    }


def nothing_asked() -> Object:
    """Of a bank account, Stripe asks in fewer ways than of an account."""
    return {"currently_due": [], "errors": [], "past_due": [], "pending_verification": []}


def requirements(fields: list[str]) -> Object:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": fields,
        "disabled_reason": None,
        "errors": [],
        "eventually_due": fields,
        "past_due": [],
        "pending_verification": [],
    }


def blank(world: World, params: Tree) -> Object:
    profile, settings = params.get("business_profile") or {}, params.get("settings") or {}
    account_id = new_id("acct", 16)
    schedule = {"delay_days": 3, **((settings.get("payouts") or {}).get("schedule") or {"interval": "daily"})}
    prefix = (settings.get("card_payments") or {}).get("statement_descriptor_prefix")
    if prefix is not None and not PREFIX.fullmatch(prefix):
        raise malformed(
            "The statement descriptor prefix has 2 to 10 characters, a letter among them.",
            param="settings[card_payments][statement_descriptor_prefix]",
        )
    controller = params.get("controller") or {}
    return {
        "id": account_id,
        "object": "account",
        "business_profile": business_profile(profile),
        "business_type": params.get("business_type"),
        "capabilities": {},
        "charges_enabled": False,
        "controller": {
            "fees": controller.get("fees") or {"payer": "account"},
            "is_controller": True,
            "losses": controller.get("losses") or {"payments": "stripe"},
            "requirement_collection": controller.get("requirement_collection", "stripe"),
            "stripe_dashboard": controller.get("stripe_dashboard") or {"type": "full"},
            "type": "application",
        },
        "country": "FR",
        "created": world.now(),
        "default_currency": "eur",
        "details_submitted": False,
        "email": params.get("email"),
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/accounts/{account_id}/external_accounts",
        },
        "future_requirements": requirements([]),
        "metadata": params.get("metadata") or {},
        "payouts_enabled": False,
        "requirements": {**requirements(list(WANTED)), "disabled_reason": "requirements.past_due"},
        "settings": account_settings(profile.get("name"), schedule, prefix),
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": params.get("type", "none"),
    }


def business_profile(given: Tree) -> Object:
    address = {
        "city": None,
        "country": None,
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    }
    return {
        "annual_revenue": None,
        "estimated_worker_count": None,
        "mcc": given.get("mcc"),
        "minority_owned_business_designation": None,
        "name": given.get("name"),
        "product_description": given.get("product_description"),
        "support_address": address,
        "support_email": given.get("support_email"),
        "support_phone": given.get("support_phone"),
        "support_url": given.get("support_url"),
        "url": given.get("url"),
    }


def account_settings(name: str | None, schedule: Tree, prefix: str | None) -> Object:
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": prefix,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": name, "timezone": "Europe/Paris"},
        "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": None},
        "payments": {
            "statement_descriptor": None,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "payouts": {"debit_negative_balances": True, "schedule": schedule, "statement_descriptor": None},
        "sepa_debit_payments": {},
    }
