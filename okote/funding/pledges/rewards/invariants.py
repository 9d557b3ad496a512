"""What must hold of rewards: nobody is promised what there is not, nothing is known longer than needed."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "reward-is-not-promised-too-often",
        "Of a reward that is counted, no more are chosen, or kept for what is announced, than there are.",
        """
        SELECT r.id FROM reward r
        WHERE r.units < (SELECT count(*) FROM pledge_reward c
                         WHERE c.reward_id = r.id AND c.released_at IS NULL)
                      + (SELECT count(*) FROM reward_hold h
                         WHERE h.reward_id = r.id AND h.ended_at IS NULL
                           AND (h.until IS NULL OR h.until > okote_now()))
        """,
    ),
    Invariant(
        "reward-is-of-the-campaign-and-its-amount",
        "What a donor chose is offered by the campaign that they gave to, from no more than they gave.",
        """
        SELECT c.pledge_id FROM pledge_reward c
        JOIN pledge p ON p.id = c.pledge_id JOIN reward r ON r.id = c.reward_id
        WHERE p.campaign_id <> r.campaign_id OR p.amount_minor < r.starts_at_minor
           OR p.territory_id <> c.territory_id
        """,
    ),
    Invariant(
        "reward-goes-with-its-pledge",
        "What was given back, failed or expired holds no reward, but one that was sent.",
        """
        SELECT c.pledge_id FROM pledge_reward c JOIN pledge p ON p.id = c.pledge_id
        WHERE c.released_at IS NULL AND c.sent_at IS NULL
          AND p.status NOT IN ('opened', 'processing', 'in_force', 'disputed')
        """,
    ),
    Invariant(
        "reward-of-no-public-authority",
        "A public authority offers nothing to those who give to it.",
        """
        SELECT r.id FROM reward r
        JOIN campaign c ON c.id = r.campaign_id JOIN holder h ON h.id = c.holder_id
        WHERE h.public_authority AND c.state NOT IN ('draft', 'in_review', 'cancelled')
        """,
    ),
    Invariant(
        "reward-is-sent-once-funded",
        "Nothing is marked as sent before the campaign has succeeded, whatever became of it since.",
        """
        SELECT c.pledge_id FROM pledge_reward c
        JOIN pledge p ON p.id = c.pledge_id JOIN campaign m ON m.id = p.campaign_id
        WHERE c.sent_at IS NOT NULL AND m.state NOT IN ('funded', 'paid_out')
          AND NOT EXISTS (SELECT FROM closing d WHERE d.campaign_id = m.id AND d.decision = 'funded')
        """,
    ),
    Invariant(
        "reward-knows-no-more-than-it-needs",
        "Addresses are known only of what is sent by post, and nothing of closed accounts.",
        """
        SELECT c.pledge_id FROM pledge_reward c
        JOIN reward r ON r.id = c.reward_id JOIN pledge p ON p.id = c.pledge_id
        JOIN person d ON d.id = p.person_id
        WHERE (c.address IS NOT NULL AND NOT r.needs_address)
           OR (d.closed_at IS NOT NULL AND num_nonnulls(c.recipient, c.address) > 0)
        """,
    ),
)
