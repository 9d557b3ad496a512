"""What must hold of cheques: each step by someone, two people before it counts, the ledger tells the same."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "cheque-is-where-its-last-step-led",
        "A cheque's state is the one that its last step led to.",
        """
        SELECT c.id FROM cheque c LEFT JOIN LATERAL (
            SELECT s.state FROM cheque_step s WHERE s.cheque_id = c.id ORDER BY s.at DESC, s.id DESC LIMIT 1
        ) last ON true
        WHERE last.state IS DISTINCT FROM c.state
        """,
    ),
    Invariant(
        "cheque-confirmed-by-a-second-person",
        "Whoever received a cheque, entered it or gives it has not confirmed it.",
        """
        SELECT c.id FROM cheque c
        JOIN cheque_step held ON held.cheque_id = c.id AND held.state = 'held'
        LEFT JOIN cheque_step received ON received.cheque_id = c.id AND received.state = 'received'
        WHERE held.person_id IN (received.person_id, c.entered_by, c.person_id) OR received.id IS NULL
        """,
    ),
    Invariant(
        "cheque-counts-once-confirmed",
        "A confirmed cheque is one pledge of the same person, sum and campaign, which no payment made; and"
        " each pledge without a payment that counts is a cheque.",
        """
        SELECT c.id FROM cheque c LEFT JOIN pledge p ON p.id = c.pledge_id
        WHERE (c.state IN ('held', 'banked', 'bounced') OR c.pledge_id IS NOT NULL)
          AND (p.id IS NULL OR p.payment_id IS NOT NULL OR p.paid_at IS NULL
               OR (p.person_id, p.campaign_id, p.territory_id, p.amount_minor, p.currency)
                  <> (c.person_id, c.campaign_id, c.territory_id, c.amount_minor, c.currency)
               OR (c.state = 'banked' AND p.status <> 'in_force')
               OR (c.state = 'bounced' AND p.status <> 'failed')
               OR (c.state = 'given_back' AND p.status <> 'refunded')
               OR (c.state = 'held' AND p.status NOT IN ('in_force', 'cancelling', 'refunding')))
        UNION ALL
        SELECT p.id FROM pledge p
        WHERE p.payment_id IS NULL AND p.paid_at IS NOT NULL
          AND NOT EXISTS (SELECT FROM cheque c WHERE c.pledge_id = p.id)
        """,
    ),
    Invariant(
        "cheque-counts-in-the-name-that-was-declared",
        "What is made of a cheque is given in the name of the same company or association, or of none.",
        """
        SELECT c.id FROM cheque c LEFT JOIN cheque_body b ON b.cheque_id = c.id
        LEFT JOIN pledge_body p ON p.pledge_id = c.pledge_id
        WHERE b.territory_id <> c.territory_id OR (c.pledge_id IS NOT NULL
          AND (b.kind, b.number, b.name, b.legal_form)
              IS DISTINCT FROM (p.kind, p.number, p.name, p.legal_form))
        """,
    ),
    Invariant(
        "cheque-keeps-a-reward-while-it-may-count",
        "A reward is kept for a cheque to its own campaign, until it counts or is given up.",
        """
        SELECT h.kept_for FROM reward_hold h JOIN reward r ON r.id = h.reward_id
        LEFT JOIN cheque c ON c.id = h.kept_for
        WHERE c.id IS NULL OR c.campaign_id <> r.campaign_id OR c.territory_id <> h.territory_id
           OR (h.ended_at IS NULL AND c.state NOT IN ('announced', 'received'))
           OR (h.ended_at IS NULL AND h.until IS NULL AND c.state = 'announced')
        """,
    ),
    Invariant(
        "cheque-scan-is-of-a-cheque-in-hand",
        "A picture is kept where its cheque is, and of none that nobody has received.",
        """
        SELECT s.id FROM cheque_scan s JOIN cheque c ON c.id = s.cheque_id
        WHERE s.territory_id <> c.territory_id OR c.state IN ('announced', 'withdrawn')
        """,
    ),
    Invariant(
        "cheques-are-in-the-ledger",
        "What agents hold of cheques, and what they have handed over, is what the campaign's accounts say.",
        """
        SELECT c.id FROM campaign c JOIN territory t ON t.id = c.territory_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(q.amount_minor) FILTER (WHERE q.state = 'held'), 0) AS held,
                   coalesce(sum(q.amount_minor) FILTER (WHERE q.state = 'banked'), 0) AS banked
            FROM cheque q WHERE q.campaign_id = c.id
        ) told
        CROSS JOIN LATERAL (
            SELECT format('campaign:%s:cheques-held', c.id) AS held,
                   format('campaign:%s:cheques-banked', c.id) AS banked
        ) account
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE account.held WHEN l.destination THEN l.amount_minor
                                                  WHEN l.source THEN -l.amount_minor END), 0) AS held,
                   coalesce(sum(CASE account.banked WHEN l.destination THEN l.amount_minor
                                                    WHEN l.source THEN -l.amount_minor END), 0) AS banked
            FROM ledger_posting l
            WHERE l.book = t.book AND (l.source IN (account.held, account.banked)
                                       OR l.destination IN (account.held, account.banked))
        ) booked
        WHERE (told.held, told.banked) <> (booked.held, booked.banked)
        """,
    ),
)
