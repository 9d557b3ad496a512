"""What people read who follow a campaign, or gave to it and want to know how it goes."""

from okote.funding.campaigns.models import Campaign
from okote.funding.letters.notices import Notice
from okote.funding.news.models import News
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.markdown import rendered

EXCERPT = 400
"""Characters of a piece of news; the rest is on its page."""


def news(words: Wording, campaign: Campaign, news: News) -> Notice | None:
    """Nothing where it was hidden meanwhile."""
    if news.hidden:
        return None
    return Notice(
        subject=words.say(
            say("News of “%(title)s”: %(headline)s"), title=campaign.title, headline=news.title
        ),
        paragraphs=[excerpt(news.body)],
        action=words.say(say("Read the news")),
        path=f"/campaigns/{campaign.slug}/news",
    )


def excerpt(markdown: str) -> str:
    """Its beginning without markup, up to a whole word."""
    plain = rendered(markdown).striptags()
    if len(plain) <= EXCERPT:
        return plain
    return plain[:EXCERPT].rpartition(" ")[0] + " …"
