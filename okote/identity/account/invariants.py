"""What must hold of an account that is closed: nothing leads to whose it was, and nobody gets in."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "closed-account-leads-to-nobody",
        "A closed account holds no address, no name, no way in, no session, nothing typed, no token, no role"
        " and no mail.",
        """
        SELECT p.id FROM person p
        WHERE p.closed_at IS NOT NULL AND (
            p.email IS NOT NULL OR p.public_name IS NOT NULL OR p.language IS NOT NULL
            OR EXISTS (SELECT FROM sign_in s WHERE s.person_id = p.id)
            OR EXISTS (SELECT FROM session s WHERE s.person_id = p.id)
            OR EXISTS (SELECT FROM typed_form f WHERE f.person_id = p.id)
            OR EXISTS (SELECT FROM access_token t WHERE t.person_id = p.id)
            OR EXISTS (SELECT FROM role_grant g WHERE g.person_id = p.id AND g.revoked_at IS NULL)
            OR EXISTS (SELECT FROM invitation i WHERE i.accepted_by = p.id AND i.email <> '')
            OR EXISTS (SELECT FROM mail_refusal r WHERE r.person_id = p.id)
            OR EXISTS (SELECT FROM mail m WHERE m.person_id = p.id AND m.kept)
        )
        """,
    ),
)
