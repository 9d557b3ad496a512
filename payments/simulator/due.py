"""What happens by itself when its time has come on the local clock."""

from payments.simulator import charges, checkout, intents, payouts, refunds
from payments.simulator.world import World


def happen(world: World) -> None:
    """Sessions expire, slow banks answer, payouts arrive. Runs before every request and every second."""
    for object_id in world.store.take_due(world.now()):
        due = world.store.find(object_id)
        if due is None:
            continue
        match due["object"], due["status"]:
            case "checkout.session", "open":
                checkout.expire(world, due)
            case "payment_intent", "processing":
                checkout.decided(world, due, intents.decide(world, due))
            case "charge", "succeeded":
                charges.settle(world, due)
                world.tell("charge.updated", due)
            case "refund", "pending" | "succeeded":
                refunds.decide(world, due)
            case "payout", "pending" | "in_transit":
                payouts.arrive(world, due, world.store.owner(object_id))
