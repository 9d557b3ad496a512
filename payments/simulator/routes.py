"""Which calls the local Stripe answers, the typed parameters of each, and what does them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from stripe import params as forms
from stripe.params import checkout as checkout_forms
from stripe.params import radar as radar_forms

from payments.simulator import accounts, checkout, disputes, fees, payouts, refunds, transfers
from payments.simulator.faults import malformed
from payments.simulator.store import Object
from payments.simulator.wire import Tree, given, listed, page, within
from payments.simulator.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One request: `owner` is the connected account in whose name it is made, `ids` those in its path."""

    path: str
    owner: str
    ids: tuple[str, ...]
    params: Tree


Act = Callable[[World, Call], Object]


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    pattern: str
    form: type
    act: Act

    def match(self, method: str, path: str) -> tuple[str, ...] | None:
        found = re.fullmatch(self.pattern.replace("{}", "([A-Za-z0-9_]+)"), path)
        return found.groups() if found and method == self.method else None


def one(kind: str) -> Act:
    """The platform's own object; also the connected account's where the call is made in its name."""
    return lambda world, call: world.require(kind, call.ids[0], call.owner)


def many(search: Callable[[World, Tree], list[Object]]) -> Act:
    return lambda world, call: page(search(world, call.params), call.path, call.params)


def expire_session(world: World, call: Call) -> Object:
    return checkout.expire(world, world.require("checkout.session", call.ids[0]))


def reverse_transfer(world: World, call: Call) -> Object:
    return transfers.reverse(world, world.require("transfer", call.ids[0]), call.params)


def list_reversals(world: World, call: Call) -> Object:
    world.require("transfer", call.ids[0])
    found = world.store.select("transfer_reversal", where={"transfer": call.ids[0]})
    return page(found, call.path, call.params)


def list_payouts(world: World, call: Call) -> Object:
    return page(payouts.search(world, call.params, call.owner), call.path, call.params)


def one_transaction(world: World, call: Call) -> Object:
    return fees.as_of(world.require("balance_transaction", call.ids[0], call.owner), world.now())


def list_transactions(world: World, call: Call) -> Object:
    """By an index and no further than the page goes: a reconciliation reads all that there ever was."""
    where = given(call.params, "source", "type", "currency")
    limit, after = call.params.get("limit", 10), call.params.get("starting_after")
    if not 1 <= limit <= 100 or "ending_before" in call.params:
        raise malformed("Between 1 and 100, from one on towards the older ones.", param="limit")
    created, now = call.params.get("created", {}), world.now()
    lines: list[Object] = []
    for line in world.store.walk("balance_transaction", call.owner, where, after=after):
        if within(line["created"], created):
            lines.append(fees.as_of(line, now))
        if len(lines) > limit:
            break
    return listed(lines[:limit], call.path, more=len(lines) > limit)


def list_events(world: World, call: Call) -> Object:
    wanted = call.params.get("types") or ([call.params["type"]] if "type" in call.params else None)
    found = [
        event
        for event in world.store.select("event", call.owner)
        if within(event["created"], call.params.get("created", {}))
        and (wanted is None or event["type"] in wanted)
    ]
    return page(found, call.path, call.params)


def list_charges(world: World, call: Call) -> Object:
    where = given(call.params, "payment_intent", "transfer_group")
    return page(world.store.select("charge", where=where), call.path, call.params)


SESSIONS, TRANSFERS = "/v1/checkout/sessions", "/v1/transfers"
WARNINGS = "/v1/radar/early_fraud_warnings"

ROUTES = (
    Route("POST", SESSIONS, checkout_forms.SessionCreateParams, lambda w, c: checkout.create(w, c.params)),
    Route("GET", SESSIONS, checkout_forms.SessionListParams, many(checkout.search)),
    Route("GET", f"{SESSIONS}/{{}}", checkout_forms.SessionRetrieveParams, one("checkout.session")),
    Route("POST", f"{SESSIONS}/{{}}/expire", checkout_forms.SessionExpireParams, expire_session),
    Route("GET", "/v1/payment_intents/{}", forms.PaymentIntentRetrieveParams, one("payment_intent")),
    Route("GET", "/v1/charges", forms.ChargeListParams, list_charges),
    Route("GET", "/v1/charges/{}", forms.ChargeRetrieveParams, one("charge")),
    Route("POST", "/v1/refunds", forms.RefundCreateParams, lambda w, c: refunds.create(w, c.params)),
    Route("GET", "/v1/refunds", forms.RefundListParams, many(refunds.search)),
    Route("GET", "/v1/refunds/{}", forms.RefundRetrieveParams, one("refund")),
    Route("GET", "/v1/disputes", forms.DisputeListParams, many(disputes.search)),
    Route("GET", "/v1/disputes/{}", forms.DisputeRetrieveParams, one("dispute")),
    Route("GET", WARNINGS, radar_forms.EarlyFraudWarningListParams, many(disputes.search_warnings)),
    Route("POST", "/v1/accounts", forms.AccountCreateParams, lambda w, c: accounts.create(w, c.params)),
    Route("GET", "/v1/accounts", forms.AccountListParams, many(accounts.search)),
    Route("GET", "/v1/accounts/{}", forms.AccountRetrieveParams, one("account")),
    Route(
        "POST",
        "/v1/account_links",
        forms.AccountLinkCreateParams,
        lambda w, c: accounts.create_link(w, c.params),
    ),
    Route("POST", TRANSFERS, forms.TransferCreateParams, lambda w, c: transfers.create(w, c.params)),
    Route("GET", TRANSFERS, forms.TransferListParams, many(transfers.search)),
    Route("GET", f"{TRANSFERS}/{{}}", forms.TransferRetrieveParams, one("transfer")),
    Route("POST", f"{TRANSFERS}/{{}}/reversals", forms.TransferReversalCreateParams, reverse_transfer),
    Route("GET", f"{TRANSFERS}/{{}}/reversals", forms.TransferReversalListParams, list_reversals),
    Route("POST", "/v1/payouts", forms.PayoutCreateParams, lambda w, c: payouts.create(w, c.params, c.owner)),
    Route("GET", "/v1/payouts", forms.PayoutListParams, list_payouts),
    Route("GET", "/v1/payouts/{}", forms.PayoutRetrieveParams, one("payout")),
    Route("GET", "/v1/balance", forms.BalanceRetrieveParams, lambda w, c: fees.balance(w, c.owner)),
    Route("GET", "/v1/balance_transactions", forms.BalanceTransactionListParams, list_transactions),
    Route("GET", "/v1/balance_transactions/{}", forms.BalanceTransactionRetrieveParams, one_transaction),
    Route("GET", "/v1/events", forms.EventListParams, list_events),
    Route("GET", "/v1/events/{}", forms.EventRetrieveParams, one("event")),
)
