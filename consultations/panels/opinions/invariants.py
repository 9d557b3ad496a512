"""What constraints can't say of opinions."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "panel-opinions-are-of-citizens",
        "Panels of citizens give opinions, and no more of them vote than the panel has seats.",
        """
        SELECT o.id FROM opinion o JOIN panel p ON p.id = o.panel_id
        WHERE p.kind <> 'citizens' OR o.in_favour + o.against + o.abstained > p.seats
        """,
    ),
    Invariant(
        "panel-opinions-stay-in-their-territory",
        "An opinion, its panel and the service that answers it are of one territory.",
        """
        SELECT o.id FROM opinion o JOIN panel p ON p.id = o.panel_id
        LEFT JOIN service s ON s.id = o.service_id
        WHERE o.territory_id <> ANY (ARRAY[p.territory_id, s.territory_id])
        """,
    ),
)
