"""Disputes: a payer's bank wants the money back, or only asks; and networks that warn of fraud before one."""

from payments.simulator.faults import refused
from payments.simulator.fees import book
from payments.simulator.store import Object
from payments.simulator.wire import Tree, given, within
from payments.simulator.world import World, new_id

FEE = 2_000
"""In cents, for each dispute, won or lost (stripe.com/fr/pricing)."""

ANSWER_WITHIN = 9 * 86_400
"""Seconds that the operator has to send evidence."""

OPEN = {"needs_response", "under_review"}
ASKED = {"warning_needs_response", "warning_under_review"}

EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)


def is_open(world: World, charge: Object) -> bool:
    """What a bank has, and has not decided on; a mere inquiry may be ended by a refund."""
    return any(dispute["status"] in OPEN for dispute in _of(world, charge))


def taken_back(world: World, charge: Object) -> int:
    """What banks have for good of a charge, in cents."""
    return sum(dispute["amount"] for dispute in _of(world, charge) if dispute["status"] == "lost")


def _of(world: World, charge: Object) -> list[Object]:
    return world.store.select("dispute", where={"charge": charge["id"]})


def follow(world: World, charge: Object, course: str | None) -> None:
    """What the card that was charged brings about once it is."""
    match course:
        case "fraudulent" | "product_not_received":
            start(world, charge, reason=course)
        case "inquiry":
            start(world, charge, inquiry=True)
        case "warning":
            warn(world, charge)


def start(
    world: World,
    charge: Object,
    *,
    amount: int | None = None,
    reason: str = "fraudulent",
    inquiry: bool = False,
) -> Object:
    """The bank takes the money at once; an inquiry takes nothing yet."""
    held = sum(one["amount"] for one in _of(world, charge) if one["status"] in OPEN)
    left = charge["amount"] - charge["amount_refunded"] - taken_back(world, charge) - held
    if left <= 0 or charge["status"] != "succeeded":
        raise refused("Only what was charged and is neither refunded nor with the bank can be disputed.")
    dispute = blank(world, charge, min(amount or left, left), reason)
    world.store.add(dispute)
    charge["disputed"] = True
    world.store.save(charge)
    if inquiry:
        dispute.update(status="warning_needs_response", is_charge_refundable=True)
        dispute["payment_method_details"]["card"]["case_type"] = "inquiry"
        world.store.save(dispute)
    world.tell("charge.dispute.created", dispute)
    if not inquiry:
        withdraw(world, dispute)
    return dispute


def withdraw(world: World, dispute: Object) -> None:
    _move(world, dispute, -dispute["amount"], FEE)
    world.tell("charge.dispute.funds_withdrawn", dispute)


def escalate(world: World, dispute: Object) -> None:
    """What was only asked is disputed now."""
    if dispute["status"] not in ASKED:
        raise refused(f"This dispute is {dispute['status']}.")
    dispute.update(status="needs_response", is_charge_refundable=False)
    dispute["payment_method_details"]["card"]["case_type"] = "chargeback"
    world.store.save(dispute)
    world.tell("charge.dispute.updated", dispute)
    withdraw(world, dispute)


def answer(world: World, dispute: Object) -> None:
    """Evidence was sent in Stripe's own pages: now the bank looks at it."""
    if dispute["status"] not in ("needs_response", "warning_needs_response"):
        raise refused(f"This dispute is {dispute['status']}.")
    dispute["status"] = dispute["status"].replace("needs_response", "under_review")
    dispute["evidence_details"].update(has_evidence=True, submission_count=1)
    world.store.save(dispute)
    world.tell("charge.dispute.updated", dispute)


def win(world: World, dispute: Object) -> None:
    """The money comes back; the fee does not."""
    if dispute["status"] not in OPEN:
        raise refused(f"This dispute is {dispute['status']}.")
    _move(world, dispute, dispute["amount"], 0)
    world.tell("charge.dispute.funds_reinstated", dispute)
    _close(world, dispute, "won")


def lose(world: World, dispute: Object) -> None:
    if dispute["status"] not in OPEN:
        raise refused(f"This dispute is {dispute['status']}.")
    _close(world, dispute, "lost")


def drop(world: World, dispute: Object) -> None:
    """The bank has asked, and leaves it at that."""
    if dispute["status"] not in ASKED:
        raise refused(f"This dispute is {dispute['status']}.")
    _close(world, dispute, "warning_closed")


def _close(world: World, dispute: Object, status: str) -> None:
    dispute["status"] = status
    world.store.save(dispute)
    world.tell("charge.dispute.closed", dispute)


def _move(world: World, dispute: Object, amount: int, fee: int) -> None:
    line = book(world, "adjustment", dispute["id"], amount, taken=fee, description="Chargeback")
    dispute["balance_transactions"].append(line)
    world.store.save(dispute)


def warn(world: World, charge: Object) -> Object:
    """The card's network has heard of fraud: who refunds now is not disputed later."""
    warning = {
        "id": new_id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": charge["amount_refunded"] == 0 and not is_open(world, charge),
        "charge": charge["id"],
        "created": world.now(),
        "fraud_type": "made_with_stolen_card",
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }
    world.store.add(warning)
    world.tell("radar.early_fraud_warning.created", warning)
    return warning


def search(world: World, params: Tree) -> list[Object]:
    return _found(world, "dispute", params)


def search_warnings(world: World, params: Tree) -> list[Object]:
    return _found(world, "radar.early_fraud_warning", params)


def _found(world: World, kind: str, params: Tree) -> list[Object]:
    where = given(params, "payment_intent", "charge")
    return [
        thing
        for thing in world.store.select(kind, where=where)
        if within(thing["created"], params.get("created", {}))
    ]


def blank(world: World, charge: Object, amount: int, reason: str) -> Object:
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": world.now() + ANSWER_WITHIN,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "network_reason_code": None,
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": charge["payment_method_details"]["card"]["brand"],
                "case_type": "chargeback",
                "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": reason,
        "status": "needs_response",
    }
