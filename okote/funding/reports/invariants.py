"""What must hold of a report for ever."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "yearly-report-says-what-was-decided",
        "A published report names as many financed projects, with as much money, as the year's closings that"
        " nobody had undone by then.",
        """
        SELECT r.id, r.year FROM yearly_report r JOIN territory t ON t.id = r.territory_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS number,
                   coalesce(sum(d.pledged_minor + d.public_minor + d.private_minor), 0) AS minor
            FROM closing d WHERE d.territory_id = t.id AND d.decision = 'funded'
              AND extract(year FROM timezone(t.time_zone, d.decided_at)) = r.year
              AND NOT EXISTS (SELECT FROM campaign_step s WHERE s.campaign_id = d.campaign_id
                              AND s.state = 'cancelled' AND s.at < r.published_at)
        ) decided
        WHERE extract(year FROM timezone(t.time_zone, r.published_at)) <= r.year
           OR decided.number <> (r.contents #>> '{activity,financed,number}')::bigint
           OR decided.minor <> (r.contents #>> '{activity,financed,amount,minor}')::bigint
        """,
    ),
)
