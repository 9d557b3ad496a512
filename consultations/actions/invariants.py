"""What constraints can't say of actions."""

from consultations.actions.rules import MOVES
from payments.invariants import Invariant

_MOVES = ", ".join(f"('{state}', '{to}')" for state, reached in MOVES.items() for to in sorted(reached))

INVARIANTS = (
    Invariant(
        "action-is-where-its-latest-step-is",
        "An action's state, since when, its service and its deadline are those of its latest step.",
        """
        SELECT a.id FROM action a LEFT JOIN LATERAL (
            SELECT state, since, service_id, deadline FROM action_step s
            WHERE s.action_id = a.id ORDER BY s.id DESC LIMIT 1
        ) s ON true
        WHERE (a.state, a.since, a.service_id, a.deadline)
              IS DISTINCT FROM (s.state, s.since, s.service_id, s.deadline)
        """,
    ),
    Invariant(
        "action-steps-go-on",
        "No step of an action happened before the one that was written before it.",
        """
        SELECT s.id FROM action_step s JOIN LATERAL (
            SELECT happened_on FROM action_step e
            WHERE e.action_id = s.action_id AND e.id < s.id ORDER BY e.id DESC LIMIT 1
        ) e ON e.happened_on > s.happened_on
        """,
    ),
    Invariant(
        "action-moves-as-it-may",
        "Each step of an action leads where it may, or hands it over as it stands.",
        f"""
        SELECT s.id FROM action_step s JOIN LATERAL (
            SELECT state, service_id FROM action_step e
            WHERE e.action_id = s.action_id AND e.id < s.id ORDER BY e.id DESC LIMIT 1
        ) e ON (e.state, s.state) NOT IN ({_MOVES})
           AND (e.state <> s.state OR e.service_id = s.service_id)
        """,  # noqa: S608 (our own words)
    ),
    Invariant(
        "action-stays-in-its-territory",
        "An action and its steps, services, themes, places and evidence are of one territory.",
        """
        SELECT a.id FROM action a
        LEFT JOIN service v ON v.id = a.service_id
        LEFT JOIN theme w ON w.id = a.workstream_id
        LEFT JOIN action_step s ON s.action_id = a.id
        LEFT JOIN service sv ON sv.id = s.service_id
        LEFT JOIN action_theme x ON x.action_id = a.id LEFT JOIN theme t ON t.id = x.theme_id
        LEFT JOIN action_place y ON y.action_id = a.id LEFT JOIN place p ON p.id = y.place_id
        LEFT JOIN evidence e ON e.action_id = a.id
        WHERE a.territory_id <> ANY (ARRAY[
            v.territory_id, w.territory_id, s.territory_id, sv.territory_id, t.territory_id,
            p.territory_id, e.territory_id
        ])
        """,
    ),
    Invariant(
        "action-is-of-a-workstream",
        "What an action is a part of is a workstream; what it serves are aims and pillars.",
        """
        SELECT a.id FROM action a
        LEFT JOIN theme w ON w.id = a.workstream_id
        LEFT JOIN action_theme x ON x.action_id = a.id LEFT JOIN theme t ON t.id = x.theme_id
        WHERE w.kind <> 'workstream' OR t.kind = 'workstream'
        """,
    ),
    Invariant(
        "action-is-nobodys-whose-account-is-closed",
        "Nobody whose account is closed is still to answer for an action.",
        """
        SELECT a.id FROM action a JOIN person p ON p.id = a.owner_id WHERE p.closed_at IS NOT NULL
        """,
    ),
    Invariant(
        "edition-says-what-steps-say",
        "An edition tells of each action as its latest step of that year or before left it.",
        """
        SELECT e.id, a.id FROM edition e
        CROSS JOIN LATERAL jsonb_array_elements(e.contents -> 'lines') AS l (line)
        JOIN action a ON a.territory_id = e.territory_id AND a.number = (l.line ->> 'number')::int
        JOIN LATERAL (
            SELECT state, since FROM action_step s
            WHERE s.action_id = a.id AND s.happened_on <= make_date(e.year, 12, 31)
            ORDER BY s.id DESC LIMIT 1
        ) s ON true
        WHERE (l.line ->> 'state', l.line ->> 'since') <> (s.state, s.since::text)
        """,
    ),
)
