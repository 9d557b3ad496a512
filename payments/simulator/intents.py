"""Payment intents and their charges: tried, authenticated, paid, refused, or decided later by the bank."""

from payments.simulator import charges, disputes
from payments.simulator.cards import Card
from payments.simulator.store import Object
from payments.simulator.world import World, new_id

BANK_TAKES = 60
"""Seconds that a slow bank takes, by the local clock."""


def create(world: World, session: Object, terms: Object) -> Object:
    """Checkout makes the intent when the payer first tries to pay, not before."""
    intent_id = new_id("pi")
    intent = {
        "id": intent_id,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_{new_id('s')[2:]}",
        "confirmation_method": "automatic",
        "created": world.now(),
        "currency": session["currency"],
        "customer": None,
        "customer_account": None,
        "description": terms.get("description"),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "managed_payments": None,
        "metadata": terms.get("metadata") or {},
        "next_action": None,
        "on_behalf_of": terms.get("on_behalf_of"),
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "processing": None,
        "receipt_email": terms.get("receipt_email"),
        "review": None,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": terms.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": terms.get("transfer_group"),
    }
    world.store.add(intent)
    world.tell("payment_intent.created", intent)
    return intent


def confirm(world: World, intent: Object, card: Card, *, authenticated: bool = False) -> str:
    """Try the card; the intent's new status."""
    intent.update(payment_method=new_id("pm"), next_action=None, last_payment_error=None)
    if card.authenticates and not authenticated:
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": None, "url": f"{world.public}/bank/{intent['id']}"},
        }
        return become(world, intent, "requires_action")
    made = charges.create(world, intent, card)
    intent["latest_charge"] = made["id"]
    if card.later is not None:
        intent["processing"] = {"type": "card", "card": {}}
        world.store.remind(world.now() + BANK_TAKES, intent["id"])
        world.tell("charge.pending", made)
        return become(world, intent, "processing")
    if card.refusal is not None:
        return refuse(world, intent, made, card.refusal)
    return succeed(world, intent, made)


def refuse_authentication(world: World, intent: Object) -> str:
    """The payer said no on the bank's page: no charge is even tried."""
    intent["next_action"] = None
    intent["last_payment_error"] = {
        "code": "payment_intent_authentication_failure",
        "message": "The provided PaymentMethod has failed authentication.",
        "type": "invalid_request_error",
    }
    intent["payment_method"] = None
    return become(world, intent, "requires_payment_method", event="payment_intent.payment_failed")


def refuse(world: World, intent: Object, made: Object, reason: str) -> str:
    """Refused by the bank; the payer may try another card."""
    refusal = charges.decline(made, reason)
    world.store.save(made)
    intent["last_payment_error"] = {"charge": made["id"], "type": "card_error", **refusal}
    intent.update(payment_method=None, processing=None)
    world.tell("charge.failed", made)
    return become(world, intent, "requires_payment_method", event="payment_intent.payment_failed")


def succeed(world: World, intent: Object, made: Object) -> str:
    intent.update(amount_received=intent["amount"], processing=None)
    made.update(status="succeeded", paid=True, captured=True, amount_captured=made["amount"])
    late = int(world.mischief.plan["late_fees"])
    if late:
        world.store.remind(world.now() + late, made["id"])
        world.store.save(made)
    else:
        charges.settle(world, made)
    world.tell("charge.succeeded", made)
    status = become(world, intent, "succeeded")
    disputes.follow(world, made, charges.card_of(made).dispute)
    return status


def decide(world: World, intent: Object) -> str:
    """What the slow bank says in the end."""
    made = world.require("charge", intent["latest_charge"])
    if charges.card_of(made).later == "succeeded":
        return succeed(world, intent, made)
    return refuse(world, intent, made, "generic_decline")


def cancel(world: World, intent: Object) -> str:
    """Its session has expired: nobody can pay it any more."""
    intent.update(canceled_at=world.now(), cancellation_reason="expired", next_action=None)
    return become(world, intent, "canceled")


def become(world: World, intent: Object, status: str, *, event: str | None = None) -> str:
    intent["status"] = status
    world.store.save(intent)
    world.tell(event or f"payment_intent.{status}", intent)
    return status
