"""What a partner promises, as everyone reads it before they give."""

from okote.funding.matching.models import CommitmentAmendment
from okote.funding.matching.rules import (
    AmendmentKind,
    Commitment,
    Condition,
    Lump,
    Measure,
    PerEuro,
    Standing,
)
from okote.funding.matching.rules.duties import Duty
from okote.platform.i18n import say, say_count
from okote.web.formatting import Wording
from payments.money import Money

WITHDRAWN = say("has withdrawn: it adds nothing")

AT_ONCE = {
    Measure.SHARE: say("adds %(ceiling)s as soon as residents have given %(share)s of the goal"),
    Measure.AMOUNT: say("adds %(ceiling)s as soon as residents have given %(amount)s"),
}
AT_ONCE_DONORS = say_count(
    "adds %(ceiling)s as soon as %(num)s person has contributed",
    "adds %(ceiling)s as soon as %(num)s people have contributed",
)

AT_LAST = {
    Measure.SHARE: say(
        "pays what is then missing to the goal, up to %(ceiling)s,"
        " as soon as residents have given %(share)s of it"
    ),
    Measure.AMOUNT: say(
        "pays what is then missing to the goal, up to %(ceiling)s, as soon as residents have given %(amount)s"
    ),
}
AT_LAST_DONORS = say_count(
    "pays what is then missing to the goal, up to %(ceiling)s, as soon as %(num)s person has contributed",
    "pays what is then missing to the goal, up to %(ceiling)s, as soon as %(num)s people have contributed",
)

TO_PAY = {
    Duty.PAY: say(
        "Pay %(amount)s to %(holder)s for “%(title)s” by %(day)s, and send the proof of the payment."
    ),
    Duty.PAY_AT_ONCE: say(
        "Pay %(amount)s to %(holder)s for “%(title)s”, and send the proof of the payment:"
        " it was due on %(day)s."
    ),
}
"""What is left to a partner of a call for funds."""

TO_DECIDE = say("Decide whether you promise something to “%(title)s” (%(holder)s): it opens on %(day)s.")

MISSING_PEOPLE = say_count("%(num)s person is still missing", "%(num)s people are still missing")


def promised(words: Wording, commitment: Commitment) -> str:
    """To be read after the partner's name."""
    if not commitment.ceiling:
        return words.say(WITHDRAWN)
    promise = commitment.promise
    if isinstance(promise, PerEuro):
        return _per_euro(words, promise, commitment.ceiling)
    if isinstance(promise, Lump):
        return _once(words, commitment.ceiling, promise.condition, AT_ONCE, AT_ONCE_DONORS)
    return _once(words, commitment.ceiling, promise.condition, AT_LAST, AT_LAST_DONORS)


def _per_euro(words: Wording, promise: PerEuro, ceiling: Money) -> str:
    rate, most = promise.of(Money.of(1)), promise.ceiling_per_donor
    if most is None:
        text = say("adds %(rate)s for each euro given, up to %(ceiling)s")
        return words.say(text, rate=rate, ceiling=ceiling)
    text = say(
        "adds %(rate)s for each euro given, up to %(ceiling)s, counting at most %(most)s for each donor"
    )
    return words.say(text, rate=rate, ceiling=ceiling, most=most)


def _once(
    words: Wording,
    ceiling: Money,
    condition: Condition,
    texts: dict[Measure, str],
    of_donors: tuple[str, str],
) -> str:
    if condition.measure is Measure.DONORS:
        return words.say_count(*of_donors, condition.least, ceiling=ceiling)
    amount, share = Money(condition.least, ceiling.currency), words.percent(condition.least)
    return words.say(texts[condition.measure], ceiling=ceiling, amount=amount, share=share)


def amended(words: Wording, amendment: CommitmentAmendment, partner: str) -> str:
    """What changed when, for a reason that is told beside it."""
    if amendment.kind is not AmendmentKind.WITHDRAWN:
        text = {
            AmendmentKind.RAISED: say(
                "On %(day)s, %(partner)s raised its ceiling from %(before)s to %(after)s."
            ),
            AmendmentKind.LOWERED: say(
                "On %(day)s, %(partner)s lowered its ceiling from %(before)s to %(after)s."
            ),
        }[amendment.kind]
    elif amendment.ceiling:
        text = say(
            "On %(day)s, %(partner)s withdrew. The %(after)s that it had already added stay due;"
            " it adds no more."
        )
    else:
        text = say("On %(day)s, %(partner)s withdrew, before it had added anything.")
    day = words.day(amendment.signed_at)
    return words.say(text, day=day, partner=partner, before=amendment.before, after=amendment.ceiling)


def still_missing(words: Wording, standing: Standing) -> str:
    """What its condition lacks; nothing of a promise that has none, or whose condition holds."""
    promise = standing.commitment.promise
    if not standing.missing or isinstance(promise, PerEuro):
        return ""
    if promise.condition.measure is Measure.DONORS:
        return words.say_count(*MISSING_PEOPLE, standing.missing)
    missing = Money(standing.missing, standing.owed.currency)
    return words.say(say("%(missing)s are still missing"), missing=missing)
