"""Transfers to connected accounts and their reversals: nobody moves what they don't hold."""

from payments.simulator.faults import malformed, refused
from payments.simulator.fees import available, book, pending
from payments.simulator.store import Object
from payments.simulator.wire import Tree, given, listed, within
from payments.simulator.world import World, new_id


def create(world: World, params: Tree) -> Object:
    amount = params.get("amount", 0)
    if amount < 1:
        raise malformed("Invalid positive integer", param="amount", code="parameter_invalid_integer")
    if params["currency"] != "eur":
        raise malformed("Only eur is spoken for here.", param="currency")
    account = world.require("account", params["destination"], param="destination")
    if account["capabilities"].get("transfers") != "active":
        raise refused(
            "Your destination account needs to have at least one of the following capabilities enabled: "
            "transfers, crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    charge = source(world, params, amount)
    available_on = settled_on(world, charge)
    transfer = blank(world, params)
    world.store.add(transfer)
    out = book(world, "transfer", transfer["id"], -amount, available_on=available_on)
    transfer["balance_transaction"] = out["id"]
    if charge is not None and transfer["transfer_group"] is None:
        transfer["transfer_group"] = charge["transfer_group"]
    world.store.save(transfer)
    book(
        world,
        "payment",
        transfer["destination_payment"],
        amount,
        owner=account["id"],
        available_on=available_on,
    )
    world.tell("transfer.created", transfer)
    return transfer


def source(world: World, params: Tree, amount: int) -> Object | None:
    """The charge that the money follows; without one, the available balance must cover it."""
    if "source_transaction" not in params:
        if amount > available(world):
            raise refused(
                "You have insufficient available funds in your Stripe account.", code="balance_insufficient"
            )
        return None
    charge = world.require("charge", params["source_transaction"], param="source_transaction")
    if charge["status"] != "succeeded" or charge["balance_transaction"] is None:
        raise refused("The source_transaction must be a successful charge.", param="source_transaction")
    gone = sum(
        transfer["amount"] - transfer["amount_reversed"]
        for transfer in world.store.select("transfer", where={"source_transaction": charge["id"]})
    )
    if amount > charge["amount"] - charge["amount_refunded"] - gone:
        raise refused(
            "Cannot transfer more than what is left of the source_transaction.", code="balance_insufficient"
        )
    return charge


def settled_on(world: World, charge: Object | None) -> int:
    if charge is None:
        return world.now()
    line = world.require("balance_transaction", charge["balance_transaction"])
    return max(int(line["available_on"]), world.now())


def reverse(world: World, transfer: Object, params: Tree) -> Object:
    """Stripe takes it from what the connected account holds, settled or not."""
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = params.get("amount", left)
    if left == 0:
        raise refused(f"Transfer {transfer['id']} has already been fully reversed.")
    if not 1 <= amount <= left:
        raise refused(
            f"Reversal amount ({amount}) is greater than unreversed amount ({left})", param="amount"
        )
    holder = transfer["destination"]
    if amount > available(world, holder) + pending(world, holder):
        raise refused(
            "The connected account does not hold enough to reverse this transfer.",
            code="balance_insufficient",
        )
    reversal = {
        "id": new_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": None,
        "created": world.now(),
        "currency": "eur",
        "destination_payment_refund": new_id("pyr"),
        "metadata": params.get("metadata") or {},
        "source_refund": None,
        "transfer": transfer["id"],
    }
    # Both legs settle with the transfer's own line, so that neither side is short meanwhile.
    out = world.require("balance_transaction", transfer["balance_transaction"])
    when = max(int(out["available_on"]), world.now())
    back = book(world, "transfer_refund", reversal["id"], amount, available_on=when)
    book(
        world,
        "payment_refund",
        reversal["destination_payment_refund"],
        -amount,
        owner=holder,
        available_on=when,
    )
    reversal["balance_transaction"] = back["id"]
    world.store.add(reversal)
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, reversal)
    world.store.save(transfer)
    world.tell("transfer.reversed", transfer)
    return reversal


def search(world: World, params: Tree) -> list[Object]:
    where = given(params, "transfer_group", "destination")
    found = world.store.select("transfer", where=where)
    return [transfer for transfer in found if within(transfer["created"], params.get("created", {}))]


def blank(world: World, params: Tree) -> Object:
    transfer_id = new_id("tr")
    return {
        "id": transfer_id,
        "object": "transfer",
        "amount": params["amount"],
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": world.now(),
        "currency": "eur",
        "description": params.get("description"),
        "destination": params["destination"],
        "destination_payment": new_id("py"),
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "reversals": listed([], f"/v1/transfers/{transfer_id}/reversals"),
        "reversed": False,
        "source_transaction": params.get("source_transaction"),
        "source_type": params.get("source_type", "card"),
        "transfer_group": params.get("transfer_group"),
    }
