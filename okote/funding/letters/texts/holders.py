"""What a holder reads of its offer until the deadline, and of its money afterwards."""

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import Actor
from okote.funding.closing.models import Closing, Recovery
from okote.funding.matching.models import CommitmentAmendment
from okote.funding.matching.rules import AmendmentKind
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice


def sent_back(words: Wording, campaign: Campaign, step: CampaignStep) -> Notice:
    """By a reviewer who says why; or by the rule, because the dates have passed."""
    why = [
        words.say(say("We have read your campaign. Before it can open, please change this:")),
        step.reason,
    ]
    beside = words.say(
        say("We have read your campaign. Before it can open, please look at what we said beside its lines.")
    )
    late = say("Its last day passed before it could open. Choose new dates, and send it in again.")
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” needs changes"), title=campaign.title),
        paragraphs=[words.say(late)] if step.actor is Actor.RULE else why if step.reason else [beside],
        action=words.say(say("Write on")),
        path=f"/back-office/campaigns/{campaign.id}/edit",
    )


def approved(words: Wording, campaign: Campaign, _step: CampaignStep) -> Notice | None:
    """Nothing where it was taken back since: it then has no dates."""
    if campaign.opens_at is None or campaign.ends_at is None:
        return None
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” is approved"), title=campaign.title),
        paragraphs=[
            words.say(
                say("It opens by itself on %(opening)s and takes contributions until %(deadline)s."),
                opening=campaign.opens_at,
                deadline=words.deadline(campaign.ends_at),
            ),
            words.say(say("If you change anything now, it must be reviewed again.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}",
    )


def opened(words: Wording, campaign: Campaign, _step: CampaignStep) -> Notice:
    deadline = words.deadline(campaign.period.ends_at)
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” is open"), title=campaign.title),
        paragraphs=[
            words.say(say("It takes contributions until %(deadline)s."), deadline=deadline),
            words.say(say("Tell everyone: most people give because someone they know asks them.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )


def cancelled(words: Wording, campaign: Campaign, step: CampaignStep) -> Notice:
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” is cancelled"), title=campaign.title),
        paragraphs=[
            words.say(say("We have cancelled it, for a reason that everyone can read:")),
            step.reason,
            words.say(say("Everyone who gave gets their money back in full.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}",
    )


def undone(words: Wording, campaign: Campaign, step: CampaignStep) -> Notice:
    return Notice(
        subject=words.say(say("Your campaign “%(title)s” is given back to everyone"), title=campaign.title),
        paragraphs=[
            words.say(
                say("It had succeeded. Two of us have cancelled it, for a reason that everyone can read:")
            ),
            step.reason,
            words.say(
                say(
                    "Everyone who gave gets their money back in full. Nothing is transferred to you, and the"
                    " platform keeps nothing."
                )
            ),
            words.say(
                say(
                    "Partners owe you nothing any more. What they have paid you already, and cheques that you"
                    " have, you owe to those who gave them."
                )
            ),
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}",
    )


def commitment_amended(words: Wording, campaign: Campaign, amendment: CommitmentAmendment) -> Notice:
    return Notice(
        subject=words.say(
            say("A partner of your campaign “%(title)s” has changed its commitment"), title=campaign.title
        ),
        paragraphs=[
            words.say(
                {
                    AmendmentKind.RAISED: say("It raised its ceiling from %(before)s to %(after)s."),
                    AmendmentKind.LOWERED: say("It lowered its ceiling from %(before)s to %(after)s."),
                    AmendmentKind.WITHDRAWN: say(
                        "It withdrew. Of the %(before)s that it had promised at most, %(after)s stay due."
                    ),
                }[amendment.kind],
                before=amendment.before,
                after=amendment.ceiling,
            ),
            words.say(say("Its reason, which everyone can read: %(reason)s"), reason=amendment.reason),
        ],
        action=words.say(say("See what partners promised")),
        path=f"/back-office/campaigns/{campaign.id}/commitments",
    )


def funded(words: Wording, campaign: Campaign, closing: Closing) -> Notice:
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


def unfunded(words: Wording, campaign: Campaign, closing: Closing) -> Notice:
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


def paid_out(words: Wording, campaign: Campaign, closing: Closing) -> Notice:
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


def not_paid(words: Wording, campaign: Campaign, closing: Closing) -> Notice | None:
    """Nothing where a person has asked again since."""
    if closing.failure is None:
        return None
    return Notice(
        subject=words.say(say("The money of “%(title)s” has not reached your bank"), title=campaign.title),
        paragraphs=[
            words.say(
                say("The payment of %(amount)s did not go through: the bank or Stripe refused it."),
                amount=closing.money(closing.transfer_minor),
            ),
            words.say(say("The money is kept for your project. Check your bank details with Stripe.")),
            words.say(say("Then call us or write to us: we have it paid again.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}",
    )


def owes(words: Wording, campaign: Campaign, recovery: Recovery) -> Notice:
    if recovery.dispute_id is None:
        return _owes_what_the_office_gave_back(words, campaign, recovery)
    return Notice(
        subject=words.say(say("A bank took back a contribution to “%(title)s”"), title=campaign.title),
        paragraphs=[
            words.say(
                say("A donor disputed %(amount)s with their bank, and the bank gave it back to them."),
                amount=recovery.amount,
            ),
            words.say(
                say(
                    "This contribution was part of what you have received: we take the same amount back from"
                    " your account at Stripe."
                )
            ),
            words.say(say("If it does not hold as much, you owe it to the platform: we will write to you.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}",
    )


def _owes_what_the_office_gave_back(words: Wording, campaign: Campaign, recovery: Recovery) -> Notice:
    """Without the reason, which may tell of the donor."""
    return Notice(
        subject=words.say(say("A contribution to “%(title)s” is given back"), title=campaign.title),
        paragraphs=[
            words.say(
                say("The platform gives %(amount)s back to a donor, although your campaign has succeeded."),
                amount=recovery.amount,
            ),
            words.say(
                say(
                    "This contribution was part of what you have received: we take the same amount back from"
                    " your account at Stripe."
                )
            ),
            words.say(say("If it does not hold as much, you owe it to the platform: we will write to you.")),
            words.say(say("What partners pay you and the platform’s share stay as they were decided.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/back-office/campaigns/{campaign.id}",
    )
