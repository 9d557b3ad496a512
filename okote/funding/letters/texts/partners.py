"""What partners read when it is known what they owe."""

from collections.abc import Sequence

from okote.funding.campaigns.models import Campaign
from okote.funding.letters.notices import why_cancelled
from okote.funding.matching.queries import NamedCommitment
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.notices import Notice


def funded(words: Wording, campaign: Campaign, commitment: NamedCommitment) -> Notice | None:
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
            words.say(say("Ask it for its bank details: %(email)s."), email=commitment.holder.email),
        ],
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )


def unfunded(words: Wording, campaign: Campaign, commitment: NamedCommitment) -> Notice | None:
    subject = words.say(say("“%(title)s” was not funded: nothing is due"), title=campaign.title)
    return _nothing_due(words, commitment, subject, path=f"/campaigns/{campaign.slug}")


def cancelled(words: Wording, campaign: Campaign, commitment: NamedCommitment) -> Notice | None:
    subject = words.say(say("“%(title)s” is cancelled: nothing is due"), title=campaign.title)
    path = f"/back-office/campaigns/{campaign.id}/commitments"
    return _nothing_due(words, commitment, subject, path=path, why=why_cancelled(words, campaign))


def _nothing_due(
    words: Wording, commitment: NamedCommitment, subject: str, *, path: str, why: Sequence[str] = ()
) -> Notice | None:
    """Nothing is said to who has withdrawn: nothing was set aside any more."""
    if not commitment.ceiling:
        return None
    freed = say("The %(amount)s that you had set aside are free again in your envelope.")
    return Notice(
        subject=subject,
        paragraphs=[*why, words.say(freed, amount=commitment.ceiling)],
        action=words.say(say("See the campaign")),
        path=path,
    )
