"""What constraints can't say of the space of a panel."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "panel-messages-are-of-its-members",
        "A member writes to the panel on which they took a seat, within its territory.",
        """
        SELECT m.id FROM panel_message m JOIN panel p ON p.id = m.panel_id
        LEFT JOIN seat s ON s.id = m.seat_id
        WHERE p.territory_id <> m.territory_id
           OR m.seat_id IS NOT NULL AND (s.panel_id <> m.panel_id OR s.answered_at IS NULL)
        """,
    ),
    Invariant(
        "panel-messages-are-told-once-written",
        "Nobody is written to of a message before it is there.",
        "SELECT id FROM panel_message WHERE told_at < at",
    ),
    Invariant(
        "panel-documents-stay-in-their-territory",
        "A document and its panel are of one territory.",
        """
        SELECT d.id FROM panel_document d JOIN panel p ON p.id = d.panel_id
        WHERE p.territory_id <> d.territory_id
        """,
    ),
)
