"""What constraints can't say of difficulties."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "difficulty-is-where-its-latest-step-is",
        "A difficulty's state, service and moment are those of its latest step, as long as it is kept.",
        """
        SELECT d.id FROM difficulty d LEFT JOIN LATERAL (
            SELECT state, service_id, at FROM difficulty_step s WHERE s.difficulty_id = d.id
            ORDER BY s.id DESC LIMIT 1
        ) s ON true
        WHERE NOT d.emptied
          AND ((d.state, d.since) IS DISTINCT FROM (coalesce(s.state, 'told'), coalesce(s.at, d.told_at))
               OR d.service_id IS DISTINCT FROM s.service_id)
        """,
    ),
    Invariant(
        "difficulty-stays-in-its-territory",
        "A difficulty, its place, procedure, services and papers are of one territory.",
        """
        SELECT d.id FROM difficulty d LEFT JOIN place p ON p.id = d.place_id
        LEFT JOIN procedure r ON r.id = d.procedure_id
        LEFT JOIN difficulty_step s ON s.difficulty_id = d.id
        LEFT JOIN service v ON v.id IN (d.service_id, s.service_id)
        LEFT JOIN difficulty_document m ON m.difficulty_id = d.id
        WHERE d.territory_id <> ANY (
            ARRAY[p.territory_id, r.territory_id, s.territory_id, v.territory_id, m.territory_id]
        )
        """,
    ),
    Invariant(
        "difficulty-that-is-emptied-holds-nothing",
        "Nothing that was said or sent is left of a difficulty whose time is up, nor of a closed account.",
        """
        SELECT d.id FROM difficulty d LEFT JOIN person p ON p.id = d.person_id
        LEFT JOIN difficulty_step s ON s.difficulty_id = d.id
        LEFT JOIN difficulty_document m ON m.difficulty_id = d.id
        WHERE d.emptied AND num_nonnulls(s.id, m.id) > 0 OR p.closed_at IS NOT NULL
        """,
    ),
    Invariant(
        "difficulty-is-not-handled-by-who-told-it",
        "Nobody sends, answers or passes on what they told themselves.",
        """
        SELECT s.id FROM difficulty_step s JOIN difficulty d ON d.id = s.difficulty_id AND d.person_id = s.by
        WHERE s.kind IN ('acknowledged', 'passed_on', 'taken_back', 'asked', 'answered')
        """,
    ),
)
