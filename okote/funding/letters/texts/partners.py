"""What partners read when it is known what they owe, and when what they promised was changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from okote.funding.campaigns.models import Campaign
from okote.funding.letters.notices import why_cancelled
from okote.funding.matching.models import CommitmentAmendment
from okote.funding.matching.queries import NamedCommitment
from okote.funding.matching.rules import AmendmentKind
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


def undone(words: Wording, campaign: Campaign, commitment: NamedCommitment) -> Notice | None:
    """Nothing to who was called for nothing, and knows it."""
    call = commitment.funds_call
    if call is None:
        return None
    subject = say("“%(title)s” is given back: your call for funds is cancelled")
    if call.received_on is None:
        text = say(
            "Please do not pay the %(amount)s that we had called you for: they are free again in your"
            " envelope."
        )
        told = [words.say(text, amount=call.amount)]
    else:
        text = say(
            "You paid %(amount)s to %(holder)s on %(day)s. It owes them back to you: ask it, or whoever winds"
            " it up. They never passed through us."
        )
        told = [words.say(text, amount=call.amount, holder=commitment.holder.name, day=call.received_on)]
    return Notice(
        subject=words.say(subject, title=campaign.title),
        paragraphs=[*why_cancelled(words, campaign), *told],
        action=words.say(say("See the campaign")),
        path=f"/campaigns/{campaign.slug}",
    )


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


@dataclass(frozen=True, slots=True)
class Amended:
    """A change of a commitment; `by_itself` is whether somebody who acts for the partner signed it."""

    amendment: CommitmentAmendment
    by_itself: bool


def amended(words: Wording, campaign: Campaign, told: Amended) -> Notice:
    """To whoever else acts for the partner, and to all of them where others wrote its decision down."""
    amendment = told.amendment
    who = say("Someone who acts for you has signed this change of your commitment.")
    others = say(
        "The administration of the platform has written down this change of your commitment."
        " If you did not decide it, tell us at once."
    )
    changed = say("Until now, you promised %(before)s at most. From now on, it is %(after)s at most.")
    withdrawn = say(
        "Until now, you promised %(before)s at most. You have withdrawn: %(after)s stay due,"
        " and you add no more."
    )
    return Notice(
        subject=words.say(say("Your commitment to “%(title)s” has changed"), title=campaign.title),
        paragraphs=[
            words.say(who if told.by_itself else others),
            words.say(
                withdrawn if amendment.kind is AmendmentKind.WITHDRAWN else changed,
                before=amendment.before,
                after=amendment.ceiling,
            ),
            words.say(say("The reason, which everyone can read: %(reason)s"), reason=amendment.reason),
        ],
        action=words.say(say("See what partners promised")),
        path=f"/back-office/campaigns/{campaign.id}/commitments",
    )
