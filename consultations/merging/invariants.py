"""What constraints can't say of merged ideas: nobody's support is lost, nobody's counts twice."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "merged-idea-has-the-union",
        "What was carried to a merged idea are supports of its sources.",
        """
        SELECT m.id, c.person_id FROM idea_merge m JOIN carried_support c ON c.merge_id = m.id
        WHERE c.idea_id IS DISTINCT FROM m.idea_id OR m.undone_at IS NOT NULL OR NOT EXISTS (
            SELECT FROM idea_merge_source s JOIN idea_support p ON p.idea_id = s.idea_id
            WHERE s.merge_id = m.id AND p.person_id = c.person_id
        )
        """,
    ),
    Invariant(
        "merge-source-stands-aside",
        "As long as a merging stands, its idea stands in the place of each of its sources, and of no other.",
        """
        SELECT m.id, s.idea_id FROM idea_merge m JOIN idea_merge_source s ON s.merge_id = m.id
        LEFT JOIN idea_replacement r ON r.idea_id = s.idea_id
        WHERE m.idea_id IS NOT NULL AND m.undone_at IS NULL
          AND (NOT s.standing OR r.to_id IS DISTINCT FROM m.idea_id)
        """,
    ),
    Invariant(
        "merge-frees-its-sources",
        "Ideas of a proposal that was dropped or undone may be proposed anew.",
        """
        SELECT m.id, s.idea_id FROM idea_merge m JOIN idea_merge_source s ON s.merge_id = m.id
        WHERE s.standing AND (m.undone_at IS NOT NULL OR m.goes_on IS FALSE)
        """,
    ),
    Invariant(
        "merge-stays-in-its-territory",
        "What is merged or split is of one territory.",
        """
        SELECT m.id FROM idea_merge m JOIN idea_merge_source s ON s.merge_id = m.id
        JOIN idea i ON i.id IN (s.idea_id, m.idea_id) WHERE i.territory_id <> m.territory_id
        UNION ALL
        SELECT s.id FROM idea_split s JOIN idea i ON i.id = s.idea_id WHERE i.territory_id <> s.territory_id
        """,
    ),
    Invariant(
        "idea-that-is-voted-on-stays-apart",
        "No idea on a ballot that is announced and has no result yet was merged or split since.",
        """
        SELECT b.id, i.id FROM ballot b JOIN ballot_option o ON o.ballot_id = b.id
        JOIN idea i ON i.id = o.idea_id
        WHERE b.announced_at IS NOT NULL AND b.published_at IS NULL AND o.withdrawn_at IS NULL
          AND i.replaced_at >= b.announced_at
        """,
    ),
    Invariant(
        "merge-keeps-no-words-of-closed-accounts",
        "What somebody wrote when they objected goes with their account.",
        """
        SELECT a.merge_id FROM idea_merge_author a JOIN person p ON p.id = a.person_id
        WHERE p.closed_at IS NOT NULL AND a.reason IS NOT NULL
        """,
    ),
)
