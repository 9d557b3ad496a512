"""Payouts of what an account holds to its bank: two days on the way, and sometimes sent back."""

from payments.simulator.faults import malformed, refused
from payments.simulator.fees import DAY, available, book
from payments.simulator.store import PLATFORM, Object
from payments.simulator.wire import Tree, given, within
from payments.simulator.world import World, new_id

ARRIVES_AFTER = 2 * DAY


def create(world: World, params: Tree, owner: str) -> Object:
    if params["amount"] < 1:
        raise malformed("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    if params["currency"] != "eur":
        raise malformed("Only eur is spoken for here.", param="currency")
    payout = blank(world, params, bank_of(world, owner))
    if payout["amount"] > available(world, owner):
        raise refused(
            "You have insufficient funds in your Stripe account for this transfer.",
            code="balance_insufficient",
        )
    world.store.add(payout, owner)
    line = book(world, "payout", payout["id"], -payout["amount"], owner=owner)
    payout["balance_transaction"] = line["id"]
    world.store.save(payout)
    world.store.remind(payout["arrival_date"], payout["id"])
    world.tell("payout.created", payout, owner)
    return payout


def bank_of(world: World, owner: str) -> str:
    """Where the money goes; an account that Stripe holds back is not paid out."""
    if owner == PLATFORM:
        return new_id("ba")
    account = world.require("account", owner)
    if not account["payouts_enabled"]:
        raise refused("This account cannot currently be paid out.", code="payouts_not_allowed")
    return str(account["external_accounts"]["data"][0]["id"])


def arrive(world: World, payout: Object, owner: str) -> None:
    payout["status"] = "paid"
    world.store.save(payout)
    world.tell("payout.paid", payout, owner)


def fail(world: World, payout: Object, owner: str, code: str) -> None:
    """The bank sent it back: the account holds the money again."""
    line = book(world, "payout_failure", payout["id"], payout["amount"], owner=owner)
    payout.update(
        status="failed",
        failure_code=code,
        failure_message="The bank account could not be credited.",
        failure_balance_transaction=line["id"],
    )
    world.store.save(payout)
    world.tell("payout.failed", payout, owner)


def top_up(world: World, amount: int) -> Object:
    """The way back: from the operator's bank to its balance."""
    now = world.now()
    made = world.store.add(
        {
            "id": new_id("tu"),
            "object": "topup",
            "amount": amount,
            "balance_transaction": None,
            "created": now,
            "currency": "eur",
            "description": None,
            "expected_availability_date": now,
            "failure_code": None,
            "failure_message": None,
            "livemode": False,
            "metadata": {},
            "source": None,
            "statement_descriptor": None,
            "status": "succeeded",
            "transfer_group": None,
        }
    )
    made["balance_transaction"] = book(world, "topup", made["id"], amount)["id"]
    world.store.save(made)
    world.tell("topup.succeeded", made)
    return made


def search(world: World, params: Tree, owner: str) -> list[Object]:
    where = given(params, "status", "destination")
    found = world.store.select("payout", owner, where)
    return [
        payout
        for payout in found
        if within(payout["created"], params.get("created", {}))
        and within(payout["arrival_date"], params.get("arrival_date", {}))
    ]


def blank(world: World, params: Tree, bank: str) -> Object:
    now = world.now()
    return {
        "id": new_id("po"),
        "object": "payout",
        "amount": params["amount"],
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": now + ARRIVES_AFTER,
        "automatic": False,
        "balance_transaction": None,
        "created": now,
        "currency": "eur",
        "description": params.get("description"),
        "destination": bank,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": params.get("statement_descriptor"),
        "status": "pending",
        "trace_id": {"status": "pending", "value": None},
        "type": "bank_account",
    }
