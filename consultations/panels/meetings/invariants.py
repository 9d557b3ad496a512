"""What constraints can't say of meetings."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "panel-meeting-counts-its-own-members",
        "Presence and compensation are of members of the panel that meets, who had taken their seat by then.",
        """
        SELECT n.seat_id FROM meeting m
        JOIN (SELECT meeting_id, seat_id FROM attendance
              UNION ALL SELECT meeting_id, seat_id FROM compensation) n ON n.meeting_id = m.id
        JOIN seat s ON s.id = n.seat_id
        WHERE s.panel_id <> m.panel_id OR s.answered_at IS NULL OR s.state = 'declined'
           OR s.answered_at >= m.ends_at
        """,
    ),
    Invariant(
        "panel-compensates-who-came",
        "Something is owed for a meeting to somebody who came to it.",
        """
        SELECT c.id FROM compensation c LEFT JOIN attendance a
            ON a.meeting_id = c.meeting_id AND a.seat_id = c.seat_id
        WHERE a.state IS DISTINCT FROM 'came'
        """,
    ),
    Invariant(
        "panel-meetings-stay-in-their-territory",
        "A panel, its meetings, who came and what is owed for it are of one territory.",
        """
        SELECT m.id FROM meeting m JOIN panel p ON p.id = m.panel_id
        LEFT JOIN attendance a ON a.meeting_id = m.id LEFT JOIN compensation c ON c.meeting_id = m.id
        WHERE m.territory_id <> ANY (ARRAY[p.territory_id, a.territory_id, c.territory_id])
        """,
    ),
)
