"""What constraints can't say of news."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "news-is-of-a-campaign-that-opened",
        "News is told of campaigns of the same territory, once people could see them.",
        """
        SELECT n.id FROM news n JOIN campaign c ON c.id = n.campaign_id
        WHERE n.territory_id <> c.territory_id OR c.opens_at IS NULL OR n.published_at < c.opens_at
        """,
    ),
    Invariant(
        "news-hidden-with-a-reason",
        "What was hidden was so by an administrator, who said why in the history of that campaign.",
        """
        SELECT n.id FROM news n JOIN campaign_step s ON s.id = n.hiding_id
        WHERE s.kind <> 'news_hidden' OR s.campaign_id <> n.campaign_id OR s.actor <> 'administrator'
           OR trim(s.reason) = ''
        """,
    ),
    Invariant(
        "news-corrected-within-the-hour",
        "Nothing was rewritten once people had been written to.",
        """
        SELECT n.id FROM news n
        WHERE n.corrected_at >= n.published_at + interval '1 hour' OR n.corrected_at > n.told_at
        """,
    ),
)
