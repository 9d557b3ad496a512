"""What constraints can't say of moderation."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "moderation-decides-a-case-once",
        "A case has a first decision from the moment at which it is closed, and none before.",
        """
        SELECT c.id FROM moderation_case c
        LEFT JOIN moderation_decision d ON d.case_id = c.id AND d.after_id IS NULL
        WHERE (c.decided_at IS NULL) <> (d.id IS NULL)
        """,
    ),
    Invariant(
        "moderation-is-by-nobody-concerned",
        "Nobody decides on what they wrote, reported or appealed, or on their own suspension.",
        """
        SELECT d.id FROM moderation_decision d
        LEFT JOIN moderation_case c ON c.id = d.case_id
        LEFT JOIN moderation_notice n ON n.case_id = d.case_id AND n.person_id = d.by
        LEFT JOIN moderation_suspension s ON s.id = d.suspension_id AND s.person_id = d.by
        WHERE c.author_id = d.by OR n.id IS NOT NULL OR s.id IS NOT NULL
        """,
    ),
    Invariant(
        "moderation-appeals-go-to-another",
        "Whoever decides on an appeal has decided nothing about the same before.",
        """
        SELECT d.id FROM moderation_decision d JOIN moderation_decision b
          ON b.by = d.by AND b.id < d.id AND (b.case_id = d.case_id OR b.suspension_id = d.suspension_id)
        WHERE d.after_id IS NOT NULL
        """,
    ),
    Invariant(
        "moderation-appeal-has-its-decision",
        "A decision comes after another one where that was appealed, and the appeal is closed then.",
        """
        SELECT d.id FROM moderation_decision d LEFT JOIN moderation_appeal a ON a.decision_id = d.after_id
        WHERE d.after_id IS NOT NULL AND (a.id IS NULL OR a.decided_at IS NULL)
        UNION ALL
        SELECT a.id FROM moderation_appeal a LEFT JOIN moderation_decision d ON d.after_id = a.decision_id
        WHERE (a.decided_at IS NULL) <> (d.id IS NULL)
        """,
    ),
    Invariant(
        "moderation-lifts-what-it-lifted",
        "A suspension ended early by an appeal that was right, and by nothing else.",
        """
        SELECT s.id FROM moderation_suspension s
        LEFT JOIN moderation_decision d ON d.suspension_id = s.id AND d.verdict = 'lifted'
        WHERE (s.lifted_at IS NULL) <> (d.id IS NULL)
        """,
    ),
    Invariant(
        "moderation-stays-in-its-territory",
        "A case, its notices, decisions and appeals are of one territory.",
        """
        SELECT c.id FROM moderation_case c LEFT JOIN moderation_notice n ON n.case_id = c.id
        LEFT JOIN moderation_decision d ON d.case_id = c.id
        LEFT JOIN moderation_appeal a ON a.decision_id = d.id
        WHERE c.territory_id <> ANY (ARRAY[n.territory_id, d.territory_id, a.territory_id])
        """,
    ),
    Invariant(
        "moderation-forgets-closed-accounts",
        "What was reported stays without who did, once their account is closed.",
        """
        SELECT p.id FROM person p LEFT JOIN moderation_notice n ON n.person_id = p.id
        LEFT JOIN moderation_appeal a ON a.person_id = p.id
        LEFT JOIN moderation_suspension s ON s.person_id = p.id
        WHERE p.closed_at IS NOT NULL AND num_nonnulls(n.id, a.id, s.id) > 0
        """,
    ),
)
