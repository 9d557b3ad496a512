"""What must hold of notifications."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "webhook-is-told-of-its-own-territory",
        "No territory's system is told of what happens in another one.",
        """
        SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
        WHERE d.territory_id <> w.territory_id
        """,
    ),
    Invariant(
        "webhook-delivery-was-answered",
        "What counts as delivered was answered with a status of success.",
        """
        SELECT d.id FROM webhook_delivery d
        WHERE d.state = 'delivered' AND NOT EXISTS (
            SELECT FROM webhook_attempt a WHERE a.delivery_id = d.id AND a.status BETWEEN 200 AND 299
        )
        """,
    ),
)
