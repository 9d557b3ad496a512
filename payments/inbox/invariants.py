"""What must hold of what Stripe told us."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "inbox-event-is-handled",
        "What Stripe tells us is handled within an hour.",
        """
        SELECT id, type, received_at FROM stripe_event
        WHERE handled_at IS NULL AND received_at < okote_now() - interval '1 hour'
        """,
    ),
    Invariant(
        "inbox-event-is-as-it-came",
        # PostgreSQL reads no JSON in which a person typed the character zero: such an event is passed over.
        # An older one may be empty, and which it looks at first is PostgreSQL's to choose.
        "The columns of an event of the last day say what its body says.",
        r"""
        SELECT id FROM stripe_event CROSS JOIN LATERAL (
            SELECT convert_from(body, 'UTF8') AS said
        ) came CROSS JOIN LATERAL (
            SELECT CASE WHEN said <> '' AND strpos(said, '\u0000') = 0 THEN said::jsonb END AS told
        ) event
        WHERE received_at > okote_now() - interval '1 day' AND (
            said = '' OR told IS NOT NULL AND (event_id, type, livemode) IS DISTINCT FROM
              (told ->> 'id', told ->> 'type', (told ->> 'livemode')::boolean)
        )
        """,
    ),
    Invariant(
        "inbox-events-of-one-mode",
        "Play money and real money never share a database.",
        """
        SELECT livemode, count(*) FROM stripe_event
        WHERE (SELECT count(DISTINCT livemode) FROM stripe_event) > 1
        GROUP BY livemode
        """,
    ),
)
