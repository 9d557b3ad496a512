"""What a holder reads of help that somebody offers, and who offers it of what became of it."""

from okote.funding.campaigns.models import Campaign
from okote.funding.needs.models import Help
from okote.funding.needs.rules import HelpStatus
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice

MINE = "/my/help"


def offered(words: Wording, campaign: Campaign, help_: Help) -> Notice | None:
    """Nothing where it was answered before the letter was set."""
    if help_.status is not HelpStatus.OFFERED:
        return None
    return Notice(
        subject=words.say(say("Someone offers to help “%(title)s”"), title=campaign.title),
        paragraphs=[
            words.say(say("%(name)s answers to: %(need)s."), name=help_.name, need=help_.need.title),
            *([help_.message] if help_.message else []),
            words.say(say("How to reach them is on the page. Please answer, even if it is a no.")),
        ],
        action=words.say(say("See the offer and answer")),
        path=f"/back-office/needs/{help_.need_id}",
    )


def withdrawn(words: Wording, campaign: Campaign, help_: Help) -> Notice:
    text = say("Somebody who had offered help can't any more: %(need)s.")
    return Notice(
        subject=words.say(say("An offer of help for “%(title)s” is withdrawn"), title=campaign.title),
        paragraphs=[words.say(text, need=help_.need.title)],
        action=words.say(say("See what is still needed")),
        path=f"/back-office/needs/{help_.need_id}",
    )


def accepted(words: Wording, campaign: Campaign, help_: Help) -> Notice:
    text = say("Thank you. The project gets in touch with you as you wrote: %(need)s.")
    return _to_helper(
        words,
        help_,
        words.say(say("“%(title)s” accepts your help"), title=campaign.title),
        words.say(text, need=help_.need.title),
    )


def declined(words: Wording, campaign: Campaign, help_: Help) -> Notice:
    return _to_helper(
        words,
        help_,
        words.say(say("“%(title)s” does not need your help this time"), title=campaign.title),
        words.say(
            say("Thank you for your offer: %(need)s. What you wrote to the project is deleted."),
            need=help_.need.title,
        ),
    )


def done(words: Wording, campaign: Campaign, help_: Help) -> Notice:
    return _to_helper(
        words,
        help_,
        words.say(say("“%(title)s” thanks you for your help"), title=campaign.title),
        words.say(say("The project notes that it is done: %(need)s."), need=help_.need.title),
    )


def _to_helper(words: Wording, help_: Help, subject: str, text: str) -> Notice:
    said = [words.say(say("The project writes to you:")), help_.answer] if help_.answer else []
    action = words.say(say("See the help that I offered"))
    return Notice(subject=subject, paragraphs=[text, *said], action=action, path=MINE)
