"""What donors read of what they gave."""

from collections.abc import Iterator
from dataclasses import dataclass

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.letters.notices import why_cancelled
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards.rules import Standing
from okote.funding.pledges.rewards.wording import standing_of, told
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.progress.bringing import Bringing
from okote.funding.progress.wording import outlook
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice

MINE = "/my/pledges"


@dataclass(frozen=True, slots=True)
class Paid:
    """A pledge that came into force, and what partners add because of it."""

    pledge: Pledge
    bringing: Bringing


def confirmed(words: Wording, campaign: Campaign, paid: Paid) -> Notice:
    pledge, became = paid.pledge, outlook(words, paid.bringing)
    terms, deadline = campaign.terms, words.deadline(campaign.period.ends_at)
    return Notice(
        subject=words.say(
            say("Your contribution of %(amount)s for “%(title)s” is confirmed"),
            amount=pledge.amount,
            title=campaign.title,
        ),
        paragraphs=[
            words.say(_given(pledge), amount=pledge.amount),
            words.say(
                say(
                    "If the campaign succeeds, your %(given)s bring %(brought)s to the project"
                    " (%(net)s after the platform's %(share)s)."
                ),
                given=pledge.amount,
                brought=became.becomes.brought,
                net=became.becomes.net,
                share=words.percent(became.becomes.commission),
            ),
            *became.notes,
            words.say(
                say(
                    "If %(threshold)s are not raised by %(deadline)s,"
                    " your contribution is given back in full within ten days."
                ),
                threshold=terms.threshold,
                deadline=deadline,
            ),
            words.say(
                say("You can take it back until %(deadline)s, under “My contributions”."), deadline=deadline
            ),
            *_whose(words, pledge),
            *_reward(words, campaign, pledge),
        ],
        action=words.say(say("Print or keep a proof")),
        path=f"{MINE}/{pledge.id}/paper",
        rows=[(label, words.money(amount)) for _, label, amount in became.becomes.rows],
    )


def _given(pledge: Pledge) -> str:
    if pledge.by_cheque:
        return say("Thank you. Your cheque of %(amount)s is in our keeping, and nobody cashes it now.")
    return say("Thank you. Your card was charged %(amount)s.")


def _whose(words: Wording, pledge: Pledge) -> Iterator[str]:
    """In whose name it was given."""
    if (body := pledge.body) is not None:
        text = say("You gave it in the name of %(body)s (%(number)s) and declared that you may bind it.")
        yield words.say(text, body=body.name, number=str(body.identifier))


def cancelled(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice:
    return Notice(
        subject=words.say(say("Your contribution to “%(title)s” is cancelled"), title=campaign.title),
        paragraphs=[
            *_who_took_it_back(words, pledge),
            words.say(_comes_back(pledge), amount=pledge.amount),
        ],
        action=words.say(say("See my contributions")),
        path=MINE,
    )


def _who_took_it_back(words: Wording, pledge: Pledge) -> Iterator[str]:
    if pledge.given_back_because is None:
        yield words.say(say("You took your contribution back."))
        return
    yield words.say(say("We gave this contribution back to you, for this reason:"))
    yield pledge.given_back_because
    yield words.say(say("It no longer counts for the project. If you did not expect this, call us."))


def reclaimed(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice:
    """Of a campaign that succeeded: the project has the money, and gives it back first."""
    return Notice(
        subject=words.say(say("Your contribution to “%(title)s” is being given back"), title=campaign.title),
        paragraphs=[
            words.say(say("We give this contribution back to you, for this reason:")),
            pledge.given_back_because or "",
            words.say(
                say(
                    "The project has received it already: we take %(amount)s back from it first, then give"
                    " them back to you. We write to you again once they have left."
                ),
                amount=pledge.amount,
            ),
            words.say(say("If you did not expect this, call us.")),
        ],
        action=words.say(say("See my contributions")),
        path=MINE,
    )


def undone(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice:
    """Of a campaign that had succeeded: what was final is not."""
    return Notice(
        subject=words.say(say("Your contribution to “%(title)s” is being given back"), title=campaign.title),
        paragraphs=[
            words.say(
                say(
                    "The campaign had succeeded. We give everything back to everyone all the same, for this"
                    " reason:"
                )
            ),
            campaign.cancel_reason or "",
            words.say(_goes_back(pledge), amount=pledge.amount),
            words.say(say("You have nothing to do. What partners had promised is not paid either.")),
        ],
        action=words.say(say("See my contributions")),
        path=MINE,
    )


def _goes_back(pledge: Pledge) -> str:
    if pledge.by_cheque:
        return say(
            "If your cheque of %(amount)s is still with us, we give it back to you within ten days, uncashed."
            " If the project has it already, only the project can give it back: ask it."
        )
    if pledge.status is PledgeStatus.DISPUTED:
        return say("Your bank has the %(amount)s until it has decided on your dispute.")
    return say(
        "Your bank gives you back %(amount)s within ten days. If your card no longer takes them, we write to"
        " you again and ask for an account."
    )


def _comes_back(pledge: Pledge) -> str:
    if pledge.by_cheque:
        return say("We give your cheque of %(amount)s back to you within ten days, uncashed.")
    return say("Your bank gives you back %(amount)s within ten days.")


def refunded(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice:
    match campaign.state:
        case _ if pledge.given_back_because is not None:
            why = [
                words.say(say("We gave this contribution back to you, for this reason:")),
                pledge.given_back_because,
            ]
        case CampaignState.CANCELLED:
            why = why_cancelled(words, campaign)
        case CampaignState.REFUNDING | CampaignState.REFUNDED:
            text = say("The campaign ended without reaching the %(threshold)s that it needed.")
            why = [words.say(text, threshold=campaign.terms.threshold)]
        case _ if pledge.paid_at is not None and pledge.paid_at >= campaign.period.ends_at:
            text = say("Your payment came after the end of the campaign, so it could not count.")
            why = [words.say(text)]
        case _:
            why = [words.say(say("Your contribution no longer counts."))]
    return Notice(
        subject=words.say(
            say("Your contribution of %(amount)s for “%(title)s” is given back"),
            amount=pledge.amount,
            title=campaign.title,
        ),
        paragraphs=[
            *why,
            words.say(
                say("We have given %(amount)s back to your card; your bank shows them within ten days."),
                amount=pledge.amount,
            ),
        ],
        action=words.say(say("See my contributions")),
        path=MINE,
    )


def refund_refused(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice | None:
    """Nothing where it has reached them since, nor where another letter asks for an account."""
    if pledge.refund_failure is None or pledge.goes_by_transfer:
        return None
    return Notice(
        subject=words.say(say("Your refund for “%(title)s” has not reached you yet"), title=campaign.title),
        paragraphs=[
            words.say(
                say("We gave back %(amount)s, but your bank did not take them: the card may have expired."),
                amount=pledge.amount,
            ),
            words.say(say("The money is yours and is kept for you. We are looking after it.")),
            words.say(say("If your card or your account has changed since, please call us or write to us.")),
        ],
        action=words.say(say("See my contributions")),
        path=MINE,
    )


def funded(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice:
    return Notice(
        subject=words.say(say("“%(title)s” is funded, thanks to you"), title=campaign.title),
        paragraphs=[
            words.say(say("The campaign has reached its threshold: the project receives the money.")),
            words.say(say("Your contribution of %(amount)s is now final."), amount=pledge.amount),
            *_reward(words, campaign, pledge),
        ],
        action=words.say(say("See the project")),
        path=f"/campaigns/{campaign.slug}",
    )


def reward_sent(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice | None:
    """Nothing where it is not theirs any more."""
    chosen = pledge.reward
    if chosen is None or chosen.sent_at is None:
        return None
    text = say("The project has sent it or holds it ready for you: %(reward)s.")
    return Notice(
        subject=words.say(say("Your reward from “%(title)s” is on its way"), title=campaign.title),
        paragraphs=[
            words.say(text, reward=chosen.reward.title),
            *([chosen.reward.text] if chosen.reward.text else []),
            words.say(say("If it does not come, ask the project on its page.")),
        ],
        action=words.say(say("See the project")),
        path=f"/campaigns/{campaign.slug}",
    )


def _reward(words: Wording, campaign: Campaign, pledge: Pledge) -> Iterator[str]:
    """What they chose in return, and what is still to be said about it."""
    chosen = pledge.reward
    if chosen is None:
        return
    stands = standing_of(pledge, chosen, campaign)
    text = say("In return, you chose: %(reward)s. %(stands)s")
    yield words.say(text, reward=chosen.reward.title, stands=told(words, pledge, chosen, campaign))
    if stands in {Standing.RESERVED, Standing.DUE} and chosen.recipient is None:
        where = say("Say for whom it is, and where it goes if it is sent by post, under “My contributions”.")
        yield words.say(where)
    elif stands is Standing.NONE_LEFT:
        back = say("If you gave because of it, you can take your contribution back until the campaign ends.")
        yield words.say(back)
