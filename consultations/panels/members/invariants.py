"""What constraints can't say of seats and observers."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "panel-seats-no-more-than-it-has",
        "No more people sit or may still answer than the panel has seats.",
        """
        SELECT p.id FROM panel p JOIN seat s ON s.panel_id = p.id AND s.state IN ('invited', 'accepted')
        GROUP BY p.id HAVING count(*) > p.seats
        """,
    ),
    Invariant(
        "panel-vacancy-is-offered",
        "A seat that was freed is offered to the next reserve of its stratum, as long as one waits.",
        """
        SELECT f.id FROM seat f JOIN panel p ON p.id = f.panel_id AND p.ended_at IS NULL
        WHERE f.state IN ('declined', 'silent', 'dropped') AND (f.rank = 0 OR f.invited_at IS NOT NULL)
          AND NOT EXISTS (SELECT FROM seat t WHERE t.replaces_id = f.id)
          AND EXISTS (SELECT FROM seat w WHERE w.panel_id = f.panel_id AND w.stratum = f.stratum
                      AND w.state = 'waiting')
          AND (SELECT count(*) FROM seat o WHERE o.panel_id = f.panel_id
               AND o.state IN ('invited', 'accepted')) < p.seats
        """,
    ),
    Invariant(
        "panel-reserves-are-called-in-order",
        "No reserve was called while one before them in their stratum still waits.",
        """
        SELECT c.id FROM seat c JOIN seat w ON w.panel_id = c.panel_id AND w.stratum = c.stratum
        WHERE w.state = 'waiting' AND w.rank < c.rank AND c.invited_at IS NOT NULL
        """,
    ),
    Invariant(
        "panel-seat-replaces-one-of-its-own",
        "A seat takes over one of the same panel that was freed.",
        """
        SELECT s.id FROM seat s JOIN seat f ON f.id = s.replaces_id
        WHERE f.panel_id <> s.panel_id OR f.state NOT IN ('declined', 'silent', 'dropped')
        """,
    ),
    Invariant(
        "panel-seats-its-volunteers",
        "Seats are of volunteers of the same panel; whoever withdrew sits nowhere.",
        """
        SELECT s.id FROM seat s JOIN volunteer v ON v.id = s.volunteer_id
        WHERE v.panel_id <> s.panel_id
           OR v.withdrawn_at IS NOT NULL AND s.state IN ('waiting', 'invited', 'accepted')
        """,
    ),
    Invariant(
        "panel-observers-never-sit",
        "Nobody who observes a panel sits on it or is invited to.",
        """
        SELECT o.id FROM observer o JOIN seat s ON s.panel_id = o.panel_id
        JOIN volunteer v ON v.id = s.volunteer_id AND v.person_id = o.person_id
        WHERE s.state IN ('invited', 'accepted')
        """,
    ),
    Invariant(
        "panel-members-stay-in-their-territory",
        "A panel, its seats and its observers are of one territory.",
        """
        SELECT p.id FROM panel p LEFT JOIN seat s ON s.panel_id = p.id
        LEFT JOIN observer o ON o.panel_id = p.id
        WHERE p.territory_id <> ANY (ARRAY[s.territory_id, o.territory_id])
        """,
    ),
)
