"""What constraints can't say of panels."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "panel-takes-volunteers-while-its-call-is-open",
        "Whoever volunteered did so on or after the first moment of the call, and before its last.",
        """
        SELECT v.id FROM volunteer v JOIN panel p ON p.id = v.panel_id
        WHERE p.published_at IS NULL OR v.volunteered_at < p.opens_at OR v.volunteered_at >= p.closes_at
        """,
    ),
    Invariant(
        "panel-stays-in-its-territory",
        "A panel, what it asks, its volunteers, its codes and the service it judges are of one territory.",
        """
        SELECT p.id FROM panel p LEFT JOIN service s ON s.id = p.service_id
        LEFT JOIN panel_feature f ON f.panel_id = p.id LEFT JOIN panel_quota q ON q.feature_id = f.id
        LEFT JOIN volunteer v ON v.panel_id = p.id LEFT JOIN letter_code c ON c.panel_id = p.id
        WHERE p.territory_id <> ANY (ARRAY[
            s.territory_id, f.territory_id, q.territory_id, v.territory_id, c.territory_id
        ])
        """,
    ),
    Invariant(
        "panel-volunteer-answers-what-is-asked",
        "A volunteer has exactly one of the answers to each thing that their panel asks.",
        """
        SELECT v.id FROM volunteer v JOIN panel_feature f ON f.panel_id = v.panel_id
        WHERE v.withdrawn_at IS NULL AND NOT EXISTS (
            SELECT FROM panel_quota q WHERE q.feature_id = f.id AND q.value = v.attributes ->> f.name
        )
        """,
    ),
    Invariant(
        "panel-letter-is-of-its-panel",
        "A code was used for the panel that it was made for, by somebody who volunteered with a letter.",
        """
        SELECT c.id FROM letter_code c JOIN volunteer v ON v.id = c.volunteer_id
        WHERE c.panel_id <> v.panel_id OR v.source <> 'letter' OR v.withdrawn_at IS NOT NULL
        """,
    ),
    Invariant(
        "panel-tells-no-smaller-group-than-its-territory",
        "No panel tells of groups smaller than its territory lets be told of.",
        """
        SELECT p.id FROM panel p JOIN panel_terms t USING (territory_id)
        WHERE p.smallest_group < t.smallest_group
        """,
    ),
    Invariant(
        "panel-keeps-nothing-for-closed-accounts",
        "What somebody volunteered with goes with their account.",
        """
        SELECT p.id FROM person p JOIN volunteer v ON v.person_id = p.id WHERE p.closed_at IS NOT NULL
        """,
    ),
)
