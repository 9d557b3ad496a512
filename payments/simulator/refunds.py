"""Refunds: never more than was charged; at once, later, or failed after the fact, as the card says."""

from payments.simulator import charges, disputes
from payments.simulator.faults import malformed, refused
from payments.simulator.fees import available, book, pending
from payments.simulator.store import Object
from payments.simulator.wire import Tree, given, within
from payments.simulator.world import World, new_id

BANK_TAKES = 60
"""Seconds until a refund that is not settled at once is, by the local clock."""


def create(world: World, params: Tree) -> Object:
    charge = charge_of(world, params)
    left = charge["amount"] - charge["amount_refunded"] - disputes.taken_back(world, charge)
    if left <= 0:
        raise refused(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = params.get("amount", left)
    if amount < 1:
        raise malformed("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    if amount > left:
        raise refused(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    refund = blank(world, charge, amount, params)
    world.store.add(refund)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.store.save(charge)
    start(world, charge, refund)
    world.store.save(refund)
    world.tell("refund.created", refund)
    world.tell("charge.refunded", charge)
    return refund


def charge_of(world: World, params: Tree) -> Object:
    if ("payment_intent" in params) == ("charge" in params):
        raise malformed("One of the following params should be provided: payment_intent or charge.")
    if "charge" in params:
        charge = world.require("charge", params["charge"], param="charge")
    else:
        intent = world.require("payment_intent", params["payment_intent"], param="payment_intent")
        charge = world.store.find(intent["latest_charge"] or "") or {}
    if charge.get("status") != "succeeded":
        raise refused("This PaymentIntent does not have a successful charge to refund.")
    if disputes.is_open(world, charge) or disputes.taken_back(world, charge) == charge["amount"]:
        raise refused(f"Charge {charge['id']} has been charged back.", code="charge_disputed")
    return charge


def start(world: World, charge: Object, refund: Object) -> None:
    """By the card: settled at once, a minute later, or at once and taken back a minute later."""
    course = charges.card_of(charge).refund
    if not covered(world, refund["amount"]):
        refund.update(status="pending", pending_reason="insufficient_funds")
        return
    take_back(world, refund)
    if course == "pending":
        refund.update(status="pending", pending_reason="processing")
    if course != "succeeded":
        world.store.remind(world.now() + BANK_TAKES, refund["id"])


def covered(world: World, amount: int) -> bool:
    """Stripe advances refunds and collects from the platform's bank, as far as the overdraft goes."""
    overdraft = world.store.setting("overdraft", None)
    return overdraft is None or available(world) + pending(world) + overdraft >= amount


def take_back(world: World, refund: Object) -> None:
    """Out of what the payment brought, settled or not; Stripe's fee is not given back
    (support.stripe.com, "understanding fees for refunded payments").
    """
    charge = world.require("charge", refund["charge"])
    paid = world.require("balance_transaction", charge["balance_transaction"])
    line = book(
        world, "refund", refund["id"], -refund["amount"], available_on=max(paid["available_on"], world.now())
    )
    refund["balance_transaction"] = line["id"]


def decide(world: World, refund: Object) -> None:
    """The bank has taken its time: by the card, it pays or sends the money back."""
    course = charges.card_of(world.require("charge", refund["charge"])).refund
    if refund["status"] == "pending":
        succeed(world, refund)
    elif course == "failing":
        fail(world, refund, "expired_or_canceled_card")


def succeed(world: World, refund: Object) -> None:
    if refund["balance_transaction"] is None:
        take_back(world, refund)
    refund["status"] = "succeeded"
    refund.pop("pending_reason", None)
    world.store.save(refund)
    world.tell("refund.updated", refund)


def fail(world: World, refund: Object, reason: str) -> None:
    """The bank would not take it: the money is with the platform again."""
    charge = world.require("charge", refund["charge"])
    refund.update(status="failed", failure_reason=reason)
    if refund["balance_transaction"] is not None:
        line = book(world, "refund_failure", refund["id"], refund["amount"])
        refund["failure_balance_transaction"] = line["id"]
    refund.pop("pending_reason", None)
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    world.store.save(charge)
    world.store.save(refund)
    world.tell("refund.updated", refund)
    world.tell("refund.failed", refund)


def search(world: World, params: Tree) -> list[Object]:
    where = given(params, "payment_intent", "charge")
    found = world.store.select("refund", where=where)
    return [refund for refund in found if within(refund["created"], params.get("created", {}))]


def blank(world: World, charge: Object, amount: int, params: Tree) -> Object:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "customer": None,
        "customer_account": None,
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": params.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
