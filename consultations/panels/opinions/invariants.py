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
    Invariant(
        "panel-opinions-are-corrected-once-read",
        "What corrects an opinion came after it was published, in its territory.",
        """
        SELECT c.id FROM opinion_correction c JOIN opinion o ON o.id = c.opinion_id
        WHERE c.territory_id <> o.territory_id OR o.published_at IS NULL OR c.at < o.published_at
        """,
    ),
    Invariant(
        "panel-opinions-are-late-after-their-day",
        "A service is reminded of an answer once its day is over.",
        """
        SELECT o.id FROM opinion o JOIN territory t ON t.id = o.territory_id
        WHERE (o.told_late_at AT TIME ZONE t.time_zone)::date <= o.due_on
        """,
    ),
)
