"""What people read who follow a campaign, or gave to it and want to know how it goes."""

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.models import Closing
from okote.funding.letters.notices import why_cancelled
from okote.funding.milestones.models import CampaignMilestone
from okote.funding.milestones.rules import Milestone
from okote.funding.news.models import News
from okote.funding.thanks.models import DonorThanks, Thanks
from okote.platform.i18n import say, say_count
from okote.web.formatting import Wording
from okote.web.markdown import rendered
from okote.web.notices import Notice

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


def milestone(words: Wording, campaign: Campaign, noted: CampaignMilestone) -> Notice | None:
    """Nothing where the campaign was stopped before the letter was set."""
    if campaign.state is not CampaignState.LIVE:
        return None
    title, raised = campaign.title, noted.raised
    subject = {
        Milestone.FIRST_DAY: say("“%(title)s”: %(raised)s on the first day"),
        Milestone.HALF_WAY: say("“%(title)s” is half-way: %(raised)s so far"),
        Milestone.THRESHOLD: say("“%(title)s” has reached its threshold"),
        Milestone.EIGHT_DAYS: say("Eight days left for “%(title)s”"),
        Milestone.TWO_DAYS: say("Two days left for “%(title)s”"),
    }[noted.milestone]
    return Notice(
        subject=words.say(subject, title=title, raised=raised),
        paragraphs=[_so_far(words, noted), _to_come(words, campaign, noted)],
        action=words.say(say("See the project")),
        path=_page(campaign),
    )


def _so_far(words: Wording, noted: CampaignMilestone) -> str:
    if not noted.pledges:
        return words.say(say("Nobody has contributed yet. Whoever begins encourages the others."))
    return words.say_count(
        *say_count(
            "%(num)s contribution, with what partners add to it, makes %(raised)s.",
            "%(num)s contributions, with what partners add to them, make %(raised)s.",
        ),
        noted.pledges,
        raised=noted.raised,
    )


def _to_come(words: Wording, campaign: Campaign, noted: CampaignMilestone) -> str:
    terms, deadline = campaign.terms, words.deadline(campaign.period.ends_at)
    if noted.reached:
        text = say(
            "The threshold of %(threshold)s is reached. If it stays so, the project receives the money; what"
            " comes until %(deadline)s brings it nearer to its goal of %(goal)s."
        )
    else:
        text = say(
            "%(threshold)s must be raised by %(deadline)s, or each contribution is given back. The goal is"
            " %(goal)s."
        )
    return words.say(text, threshold=terms.threshold, goal=terms.goal, deadline=deadline)


def funded(words: Wording, campaign: Campaign, closing: Closing) -> Notice:
    raised = closing.money(closing.pledged_minor + closing.public_minor + closing.private_minor)
    return Notice(
        subject=words.say(say("“%(title)s” is funded"), title=campaign.title),
        paragraphs=[
            words.say(
                say("%(raised)s were raised; %(threshold)s were needed. The project receives the money."),
                raised=raised,
                threshold=closing.money(closing.threshold_minor),
            )
        ],
        action=words.say(say("See the project")),
        path=_page(campaign),
    )


def unfunded(words: Wording, campaign: Campaign, closing: Closing) -> Notice:
    raised = closing.money(closing.pledged_minor + closing.public_minor + closing.private_minor)
    return Notice(
        subject=words.say(say("“%(title)s” is not funded"), title=campaign.title),
        paragraphs=[
            words.say(
                say("%(raised)s were raised; %(threshold)s were needed. Everyone who gave is refunded."),
                raised=raised,
                threshold=closing.money(closing.threshold_minor),
            )
        ],
        action=words.say(say("See the project")),
        path=_page(campaign),
    )


def cancelled(words: Wording, campaign: Campaign, _step: CampaignStep) -> Notice:
    return Notice(
        subject=words.say(say("“%(title)s” is cancelled"), title=campaign.title),
        paragraphs=why_cancelled(words, campaign),
        action=words.say(say("See the project")),
        path=_page(campaign),
    )


def paid_out(words: Wording, campaign: Campaign, closing: Closing) -> Notice:
    return Notice(
        subject=words.say(say("“%(title)s” has its money"), title=campaign.title),
        paragraphs=[
            words.say(
                say("%(amount)s have left for the bank account of the project. Now it can begin."),
                amount=closing.money(closing.transfer_minor),
            )
        ],
        action=words.say(say("See the project")),
        path=_page(campaign),
    )


def _page(campaign: Campaign) -> str:
    return f"/campaigns/{campaign.slug}"


def thanks(words: Wording, campaign: Campaign, given: Thanks | DonorThanks) -> Notice:
    """In the holder's own words."""
    return Notice(
        subject=words.say(say("“%(title)s” thanks you"), title=campaign.title),
        paragraphs=[paragraph for paragraph in given.body.splitlines() if paragraph.strip()],
        action=words.say(say("See the project")),
        path=f"/campaigns/{campaign.slug}",
    )
