"""What constraints can't say of campaigns: that what opened had been read by a second person, whole."""

from payments.invariants import Invariant

PUBLISHED = "('scheduled', 'live', 'closing', 'funded', 'paid_out', 'refunding', 'refunded')"

INVARIANTS = (
    Invariant(
        "campaign-says-what-the-law-asks",
        "What is approved says its purpose, amount, timetable, use of funds, surplus, result (CMF, L548-6).",
        f"""
        SELECT c.id FROM campaign c
        WHERE c.state IN {PUBLISHED} AND (
            '' IN (trim(c.title), trim(c.story), trim(c.picture_text), trim(c.purpose), trim(c.timetable),
                   trim(c.expected_result), trim(c.surplus))
            OR EXISTS (SELECT FROM campaign_picture p WHERE p.campaign_id = c.id AND trim(p.text) = '')
            OR num_nulls(c.picture, c.place_id, c.tax_receipt, c.goal_minor, c.opens_at, c.ends_at,
                         c.threshold_bp, c.threshold_on, c.commission_bp, c.commission_on, c.vat_bp,
                         c.own_people) > 0
            OR c.goal_minor > (
                SELECT coalesce(sum(b.amount_minor), 0) FROM budget_line b WHERE b.campaign_id = c.id
            )
        )
        """,  # noqa: S608 (our own words)
    ),
    Invariant(
        "campaign-approved-by-a-second-person",
        "Whoever approved an offer wrote no part of it.",
        f"""
        SELECT c.id, approval.person_id FROM campaign c
        LEFT JOIN LATERAL (
            SELECT s.person_id, s.actor FROM campaign_step s
            WHERE s.campaign_id = c.id AND s.state = 'scheduled' ORDER BY s.at DESC, s.id DESC LIMIT 1
        ) approval ON true
        WHERE c.state IN {PUBLISHED} AND (
            approval.actor IS DISTINCT FROM 'reviewer'
            OR EXISTS (
                SELECT FROM campaign_step w
                WHERE w.campaign_id = c.id AND w.person_id = approval.person_id AND w.actor = 'writer'
            )
        )
        """,  # noqa: S608 (our own words)
    ),
    Invariant(
        "campaign-state-is-its-last-step",
        "A campaign is in the state to which the last thing that happened led.",
        """
        SELECT c.id, c.state, last.state AS step FROM campaign c
        LEFT JOIN LATERAL (
            SELECT s.state FROM campaign_step s
            WHERE s.campaign_id = c.id ORDER BY s.at DESC, s.id DESC LIMIT 1
        ) last ON true
        WHERE last.state IS DISTINCT FROM c.state
        """,
    ),
    Invariant(
        "campaign-belongs-to-one-territory",
        "A campaign, its holder, its place, its category and its pictures are of the same territory.",
        """
        SELECT c.id FROM campaign c
        JOIN holder h ON h.id = c.holder_id
        LEFT JOIN place p ON p.id = c.place_id
        LEFT JOIN category k ON k.id = c.category_id
        LEFT JOIN campaign_picture i ON i.campaign_id = c.id
        LEFT JOIN stored_file f ON f.id IN (c.picture, i.picture)
        WHERE h.territory_id <> c.territory_id
           OR p.territory_id <> c.territory_id
           OR k.territory_id <> c.territory_id
           OR f.territory_id <> c.territory_id
        """,
    ),
    Invariant(
        "campaign-picture-is-open-once-live",
        "Everyone may see the pictures of a campaign that everyone may read.",
        """
        SELECT c.id FROM campaign c
        LEFT JOIN campaign_picture p ON p.campaign_id = c.id
        JOIN stored_file f ON f.id IN (c.picture, p.picture)
        WHERE c.state IN ('live', 'closing', 'funded', 'paid_out', 'refunding', 'refunded') AND NOT f.public
        """,
    ),
    Invariant(
        "campaign-keeps-nothing-for-closed-accounts",
        "What somebody was writing and had not saved went with their account, or with the approval.",
        """
        SELECT k.campaign_id, k.person_id FROM kept_offer k
        JOIN person p ON p.id = k.person_id JOIN campaign c ON c.id = k.campaign_id
        WHERE p.closed_at IS NOT NULL OR c.state NOT IN ('draft', 'in_review', 'cancelled')
        """,
    ),
)
