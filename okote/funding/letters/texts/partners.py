"""What partners read when it is known what they owe."""

from okote.funding.campaigns.models import Campaign
from okote.funding.letters.notices import Notice
from okote.funding.matching.queries import NamedCommitment
from okote.platform.i18n import say
from okote.web.formatting import Wording


def funded(words: Wording, campaign: Campaign, commitment: NamedCommitment) -> Notice:
    call = commitment.funds_call
    if call is None:
        subject = words.say(say("“%(title)s” is funded: nothing is due"), title=campaign.title)
        return _nothing_due(words, commitment, subject, path=f"/campaigns/{campaign.slug}")
    return Notice(
        subject=words.say(say("Call for funds: “%(title)s” is funded"), title=campaign.title),
        paragraphs=[
            words.say(
                say("As you committed to, please pay %(amount)s to %(holder)s by %(day)s."),
                amount=call.amount,
                holder=commitment.holder.name,
                day=call.due_on,
            ),
            words.say(say("You pay the holder directly, outside the platform.")),
        ],
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )


def unfunded(words: Wording, campaign: Campaign, commitment: NamedCommitment) -> Notice:
    subject = words.say(say("“%(title)s” was not funded: nothing is due"), title=campaign.title)
    return _nothing_due(words, commitment, subject, path=f"/campaigns/{campaign.slug}")


def cancelled(words: Wording, campaign: Campaign, commitment: NamedCommitment) -> Notice:
    subject = words.say(say("“%(title)s” is cancelled: nothing is due"), title=campaign.title)
    return _nothing_due(words, commitment, subject, path=f"/back-office/campaigns/{campaign.id}/commitments")


def _nothing_due(words: Wording, commitment: NamedCommitment, subject: str, *, path: str) -> Notice:
    freed = say("The %(amount)s that you had set aside for it are free again in your envelope.")
    return Notice(
        subject=subject,
        paragraphs=[words.say(freed, amount=commitment.signed.ceiling)],
        action=words.say(say("See the campaign")),
        path=path,
    )
