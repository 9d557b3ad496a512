"""What constraints can't say of open ratings."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "rating-stays-in-its-territory",
        "A rating, its procedure, its hour and its words are of one territory, its version of its procedure.",
        """
        SELECT r.id FROM open_rating r JOIN procedure p ON p.id = r.procedure_id
        JOIN procedure_version v ON v.id = r.version_id
        LEFT JOIN rating_burst b ON b.id = r.burst_id LEFT JOIN rating_words w ON w.rating_id = r.id
        WHERE r.territory_id <> ANY (ARRAY[p.territory_id, b.territory_id, w.territory_id])
           OR r.procedure_id <> ANY (ARRAY[v.procedure_id, b.procedure_id, w.procedure_id])
        """,
    ),
    Invariant(
        "rated-site-is-of-its-territory",
        "The procedure by which a site is rated is of its territory.",
        """
        SELECT s.procedure_id FROM rated_site s JOIN procedure p ON p.id = s.procedure_id
        WHERE p.territory_id <> s.territory_id
        """,
    ),
    Invariant(
        "rating-counts-unless-its-hour-does-not",
        "A rating of an hour that had more than usual counts if somebody decided so, and any other counts.",
        """
        SELECT r.id FROM open_rating r JOIN rating_burst b ON b.id = r.burst_id
        WHERE r.hour <> b.hour OR r.counted <> (b.verdict = 'counted')
        """,
    ),
    Invariant(
        "rating-of-an-hour-is-not-apart-from-the-others",
        "Where an hour had more ratings than usual, all of its ratings wait together.",
        """
        SELECT r.id FROM open_rating r
        JOIN rating_burst b ON b.procedure_id = r.procedure_id AND b.hour = r.hour
        WHERE r.burst_id IS DISTINCT FROM b.id
        """,
    ),
)
