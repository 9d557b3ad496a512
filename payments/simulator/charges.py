"""Charges: one attempt on one card, and what Stripe took for it."""

from payments.simulator.cards import BY_LAST4, OWN_ERROR_CODE, Card
from payments.simulator.fees import SETTLES_AFTER, book, fee
from payments.simulator.store import Object
from payments.simulator.wire import listed
from payments.simulator.world import World, new_id


def create(world: World, intent: Object, card: Card) -> Object:
    """Still undecided; what the bank says follows."""
    charge_id = new_id("ch")
    made = {
        "id": charge_id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": billing_details(),
        "calculated_statement_descriptor": statement(world, intent),
        "captured": False,
        "created": world.now(),
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": intent["on_behalf_of"],
        "outcome": outcome(),
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {"card": card_details(card), "type": "card"},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "refunds": listed([], f"/v1/charges/{charge_id}/refunds"),
        "review": None,
        "shipping": None,
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
    }
    return world.store.add(made)


def settle(world: World, made: Object) -> None:
    """Stripe computes its fee and books the payment; it can be moved on some days later."""
    wait = 0 if card_of(made).at_once_available else SETTLES_AFTER
    line = book(
        world,
        "charge",
        made["id"],
        made["amount"],
        taken=fee(made["amount"]),
        available_on=world.now() + wait,
        description=made["description"],
    )
    made["balance_transaction"] = line["id"]
    world.store.save(made)


def decline(made: Object, reason: str) -> Object:
    """Mark the charge; what Stripe says of it as an error."""
    message = "Your card was declined."
    code = reason if reason in OWN_ERROR_CODE else "card_declined"
    made.update(status="failed", failure_code=code, failure_message=message)
    made["outcome"] = {
        **outcome(),
        "network_status": "declined_by_network",
        "reason": reason,
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }
    return {"code": code, "message": message, **({} if code == reason else {"decline_code": reason})}


def card_of(made: Object) -> Card:
    return BY_LAST4[made["payment_method_details"]["card"]["last4"]]


def statement(world: World, intent: Object) -> str:
    """What the bank writes on the payer's statement: the seller's prefix, then the suffix; 22 in all."""
    seller = world.store.find(intent["on_behalf_of"] or "")
    own = seller["settings"]["card_payments"]["statement_descriptor_prefix"] if seller else None
    prefix, suffix = own or "STRIPE", intent["statement_descriptor_suffix"]
    return f"{prefix}* {suffix}"[:22] if suffix else str(prefix)


def outcome() -> Object:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": "normal",
        "seller_message": "Payment complete.",
        "type": "authorized",
    }


def billing_details() -> Object:
    address = {
        "city": None,
        "country": None,
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    }
    return {"address": address, "email": None, "name": None, "phone": None, "tax_id": None}


def card_details(card: Card) -> Object:
    return {
        "amount_authorized": None,
        "authorization_code": None,
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "FR",
        "exp_month": 12,
        "exp_year": 2034,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": f"Local{card.last4}",
        "funding": "credit",
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": "visa",
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": 0, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": None,
    }
