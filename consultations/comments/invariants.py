"""What constraints can't say of comments."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "comment-answers-one-level-deep",
        "An answer is below a comment on the same subject and territory, which answers nothing itself.",
        """
        SELECT a.id FROM comment a JOIN comment c ON c.id = a.parent_id
        WHERE c.parent_id IS NOT NULL
           OR (a.kind, a.subject_id, a.territory_id) <> (c.kind, c.subject_id, c.territory_id)
        """,
    ),
    Invariant(
        "comment-keeps-each-version",
        "What a comment said before its present version is kept, unless its author closed their account.",
        """
        SELECT c.id FROM comment c LEFT JOIN comment_version v ON v.comment_id = c.id
        WHERE NOT c.author_left AND c.edited_at > okote_now() - interval '300 days'
        GROUP BY c.id HAVING count(v.id) <> c.version - 1
        """,
    ),
    Invariant(
        "comment-is-not-agreed-with-by-its-author",
        "Nobody counts as agreeing with themselves.",
        """
        SELECT c.id FROM comment c
        JOIN comment_agreement a ON a.comment_id = c.id AND a.person_id = c.person_id
        """,
    ),
    Invariant(
        "comment-is-held-by-a-case",
        "What waits for somebody to look has a case that is open.",
        """
        SELECT c.id FROM comment c LEFT JOIN moderation_case m
          ON m.kind = 'comment' AND m.subject_id = c.id AND m.decided_at IS NULL
        WHERE c.held_at IS NOT NULL AND c.hidden_at IS NULL AND m.id IS NULL
        """,
    ),
    Invariant(
        "comment-of-a-closed-account-has-no-name",
        "What somebody wrote stays without their name; what they agreed with no longer counts.",
        """
        SELECT p.id FROM person p
        LEFT JOIN comment c ON c.person_id = p.id AND (c.public_name IS NOT NULL OR NOT c.author_left)
        LEFT JOIN comment_agreement a ON a.person_id = p.id
        WHERE p.closed_at IS NOT NULL AND num_nonnulls(c.id, a.comment_id) > 0
        """,
    ),
)
