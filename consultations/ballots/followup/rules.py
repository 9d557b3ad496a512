"""Who may be followed up, and what an action says of the vote that it came from. Pure."""

from okote.platform.errors import DomainError

ACTION_TITLE_MOST = 150
ACTION_WHY_MOST = 3_000
HOLDER_MOST = 200


class NotAWinnerError(DomainError):
    """The option did not win, or its result is not published."""

    code = "ballot_not_a_winner"


class CampaignAskedError(DomainError):
    """A campaign was asked for already."""

    code = "ballot_campaign_asked"


class NoCampaignsError(DomainError):
    """This site has no campaigns, or nobody there listens."""

    code = "ballot_no_campaigns"


def action_title(title: str) -> str:
    """As long as an action's may be."""
    return title if len(title) <= ACTION_TITLE_MOST else f"{title[: ACTION_TITLE_MOST - 1].rstrip()}…"


def action_why(body: str, question: str) -> str:
    """What the option says, or else what people were asked."""
    said = body or question
    return said if len(said) <= ACTION_WHY_MOST else f"{said[: ACTION_WHY_MOST - 1].rstrip()}…"
