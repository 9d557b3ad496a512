"""What constraints can't say of ideas."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "idea-is-where-its-latest-step-is",
        "An idea's state, service and moment are those of its latest step, if it has any.",
        """
        SELECT i.id FROM idea i LEFT JOIN LATERAL (
            SELECT state, service_id, at FROM idea_step s WHERE s.idea_id = i.id ORDER BY s.id DESC LIMIT 1
        ) s ON true
        WHERE (i.state, i.since) IS DISTINCT FROM
              (coalesce(s.state, 'published'), coalesce(s.at, i.proposed_at))
           OR i.service_id IS DISTINCT FROM s.service_id
        """,
    ),
    Invariant(
        "idea-stays-in-its-territory",
        "An idea, its place, and the services and reports that it has are of one territory.",
        """
        SELECT i.id FROM idea i LEFT JOIN place p ON p.id = i.place_id
        LEFT JOIN idea_step s ON s.idea_id = i.id LEFT JOIN service v ON v.id = s.service_id
        LEFT JOIN idea_report r ON r.idea_id = i.id
        WHERE i.territory_id <> ANY (ARRAY[p.territory_id, s.territory_id, v.territory_id, r.territory_id])
        """,
    ),
    Invariant(
        "idea-is-not-supported-by-its-author",
        "Nobody counts as a supporter of their own idea.",
        """
        SELECT i.id FROM idea i JOIN idea_support s ON s.idea_id = i.id AND s.person_id = i.person_id
        """,
    ),
    Invariant(
        "idea-keeps-nothing-for-closed-accounts",
        "What somebody proposed stays without their name; what they supported and reported goes.",
        """
        SELECT p.id FROM person p
        LEFT JOIN idea i ON i.person_id = p.id AND i.public_name IS NOT NULL
        LEFT JOIN idea_support s ON s.person_id = p.id
        LEFT JOIN idea_report r ON r.person_id = p.id
        WHERE p.closed_at IS NOT NULL AND num_nonnulls(i.id, s.idea_id, r.id) > 0
        """,
    ),
)
