"""What constraints can't say of consultations."""

from consultations.processes.rules import POSSIBLE, WITHIN
from payments.invariants import Invariant

_POSSIBLE = ", ".join(f"('{kind}', '{one}')" for kind, permits in POSSIBLE.items() for one in sorted(permits))
_WITHIN = ", ".join(f"('{wide}', '{one}')" for wide, audiences in WITHIN.items() for one in sorted(audiences))

INVARIANTS = (
    Invariant(
        "process-stays-in-its-territory",
        "A consultation, its service, phases, places, pillars, envelopes and changes are of one territory.",
        """
        SELECT c.id FROM process c
        LEFT JOIN service v ON v.id = c.service_id
        LEFT JOIN phase f ON f.process_id = c.id
        LEFT JOIN process_place y ON y.process_id = c.id LEFT JOIN place p ON p.id = y.place_id
        LEFT JOIN process_theme x ON x.process_id = c.id LEFT JOIN theme t ON t.id = x.theme_id
        LEFT JOIN process_envelope e ON e.process_id = c.id LEFT JOIN place ep ON ep.id = e.place_id
        LEFT JOIN process_change h ON h.process_id = c.id
        WHERE c.territory_id <> ANY (ARRAY[
            v.territory_id, f.territory_id, p.territory_id, t.territory_id, e.territory_id, ep.territory_id,
            h.territory_id
        ])
        """,
    ),
    Invariant(
        "phases-do-not-overlap",
        "No two phases of a consultation are active at one moment.",
        """
        SELECT a.id, b.id FROM phase a JOIN phase b ON b.process_id = a.process_id AND b.id > a.id
        WHERE tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
        """,
    ),
    Invariant(
        "phase-permits-what-its-kind-may",
        "A phase permits what one of its kind may, to those of its consultation or fewer.",
        f"""
        SELECT f.id FROM phase f JOIN process c ON c.id = f.process_id
        WHERE (c.audience, f.audience) NOT IN ({_WITHIN})
           OR EXISTS (SELECT FROM unnest(f.permits) AS p (one) WHERE (f.kind, p.one) NOT IN ({_POSSIBLE}))
        """,  # noqa: S608 (our own words)
    ),
    Invariant(
        "process-is-published-with-phases",
        "Every published consultation has a phase.",
        """
        SELECT c.id FROM process c
        WHERE c.published_at IS NOT NULL AND NOT EXISTS (SELECT FROM phase f WHERE f.process_id = c.id)
        """,
    ),
    Invariant(
        "process-changes-are-of-what-is-published",
        "What is told as a change happened after the consultation was published.",
        """
        SELECT h.id FROM process_change h JOIN process c ON c.id = h.process_id
        WHERE c.published_at IS NULL OR h.at < c.published_at
        """,
    ),
    Invariant(
        "process-serves-pillars",
        "What a consultation serves are pillars.",
        """
        SELECT x.process_id FROM process_theme x JOIN theme t ON t.id = x.theme_id WHERE t.kind <> 'pillar'
        """,
    ),
)
