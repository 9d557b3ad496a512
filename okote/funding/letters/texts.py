"""What each letter says: sentences from figures, in the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.models import Closing
from okote.funding.matching.models import FundsCall
from okote.funding.pledges.models import Pledge
from okote.platform.i18n import say
from okote.web.formatting import Wording
from payments.money import Money


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter before it is set: `path` is where `action` leads, without language."""

    subject: str
    paragraphs: Sequence[str]
    action: str
    path: str
    rows: Sequence[tuple[str, str]] = ()


ToDonor = Callable[[Wording, Campaign, Pledge], Notice]
MINE = "/my/pledges"


def confirmed(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice:
    terms, deadline = campaign.terms, words.deadline(campaign.period.ends_at)
    return Notice(
        subject=words.say(
            say("Your contribution of %(amount)s for “%(title)s” is confirmed"),
            amount=pledge.amount,
            title=campaign.title,
        ),
        paragraphs=[
            words.say(say("Thank you. Your card was charged %(amount)s."), amount=pledge.amount),
            words.say(
                say(
                    "If %(threshold)s are not raised by %(deadline)s,"
                    " your gift is given back in full within ten days."
                ),
                threshold=terms.threshold,
                deadline=deadline,
            ),
            words.say(say("You can take it back until %(deadline)s."), deadline=deadline),
        ],
        action=words.say(say("See my contributions")),
        path=MINE,
    )


def cancelled(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice:
    return Notice(
        subject=words.say(say("Your contribution to “%(title)s” is cancelled"), title=campaign.title),
        paragraphs=[
            words.say(
                say("You took your contribution back."),
            ),
            words.say(say("Your bank gives you back %(amount)s within ten days."), amount=pledge.amount),
        ],
        action=words.say(say("See my contributions")),
        path=MINE,
    )


def refunded(words: Wording, campaign: Campaign, pledge: Pledge) -> Notice:
    match campaign.state:
        case CampaignState.CANCELLED:
            why = words.say(
                say("The campaign was cancelled: %(reason)s"), reason=campaign.cancel_reason or ""
            )
        case CampaignState.REFUNDING | CampaignState.REFUNDED:
            text = say("The campaign ended without reaching the %(threshold)s that it needed.")
            why = words.say(text, threshold=campaign.terms.threshold)
        case _:
            why = words.say(say("Your contribution no longer counts."))
    return Notice(
        subject=words.say(
            say("Your contribution of %(amount)s for “%(title)s” is given back"),
            amount=pledge.amount,
            title=campaign.title,
        ),
        paragraphs=[
            why,
            words.say(
                say("We have given %(amount)s back to your card; your bank shows them within ten days."),
                amount=pledge.amount,
            ),
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
        ],
        action=words.say(say("See the project")),
        path=f"/campaigns/{campaign.slug}",
    )


def funded_to_holder(words: Wording, campaign: Campaign, closing: Closing) -> Notice:
    def money(minor: int) -> str:
        return words.money(closing.money(minor))

    net = closing.transfer_minor + closing.public_minor + closing.private_minor - closing.owed_minor
    rows = [
        (words.say(say("Residents gave")), money(closing.pledged_minor)),
        (words.say(say("Public partners add")), money(closing.public_minor)),
        (words.say(say("Companies add")), money(closing.private_minor)),
        (words.say(say("The platform keeps, VAT included")), money(closing.commission_minor)),
        (words.say(say("Transferred to your account now")), money(closing.transfer_minor)),
        (words.say(say("For the project in all")), money(net)),
    ]
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” is funded"), title=campaign.title),
        paragraphs=[words.say(say("Partners pay you directly; we have called each of them today."))],
        rows=rows,
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )


def unfunded_to_holder(words: Wording, campaign: Campaign, closing: Closing) -> Notice:
    raised = closing.money(closing.pledged_minor + closing.public_minor + closing.private_minor)
    return Notice(
        subject=words.say(
            say("Your campaign “%(title)s” has ended below its threshold"), title=campaign.title
        ),
        paragraphs=[
            words.say(
                say("%(raised)s were raised; %(threshold)s were needed."),
                raised=raised,
                threshold=closing.money(closing.threshold_minor),
            ),
            words.say(say("Every donor is being refunded in full. It costs you nothing.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )


def paid_out_to_holder(words: Wording, campaign: Campaign, closing: Closing) -> Notice:
    return Notice(
        subject=words.say(say("The money of “%(title)s” is on its way to your bank"), title=campaign.title),
        paragraphs=[
            words.say(
                say("%(amount)s have left for your bank account; your bank shows them within a few days."),
                amount=closing.money(closing.transfer_minor),
            )
        ],
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )


def call_to_partner(words: Wording, campaign: Campaign, call: FundsCall, holder: str) -> Notice:
    return Notice(
        subject=words.say(say("Call for funds: “%(title)s” is funded"), title=campaign.title),
        paragraphs=[
            words.say(
                say("As you committed to, please pay %(amount)s to %(holder)s by %(day)s."),
                amount=call.amount,
                holder=holder,
                day=call.due_on,
            ),
            words.say(say("You pay the holder directly, outside the platform.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )


def nothing_due_to_partner(words: Wording, campaign: Campaign, released: Money) -> Notice:
    return Notice(
        subject=words.say(say("“%(title)s” was not funded: nothing is due"), title=campaign.title),
        paragraphs=[
            words.say(
                say("The %(amount)s that you had set aside for it are free again in your envelope."),
                amount=released,
            )
        ],
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )
