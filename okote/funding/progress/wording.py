"""What one pledge becomes, in words: the same before it is given and once it is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from okote.funding.matching.rules import PerEuro, Standing
from okote.funding.matching.wording import promised, still_missing
from okote.funding.partners.rules import PartnerKind
from okote.funding.progress.bringing import Bringing
from okote.funding.progress.queries import Backing
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.gauge import Becomes, Part, Source
from payments.money import Money

SOURCES: dict[PartnerKind, Source] = {PartnerKind.PUBLIC: "public", PartnerKind.PRIVATE: "companies"}


ALONE = say("Partners add nothing to it: you work for the project's organisation or for one of its partners.")
ALONE_IN_ITS_NAME = say(
    "Partners add nothing to it: it comes from the project's organisation or from one of its partners, or"
    " from somebody who works there."
)

NEAR_ITS_CEILING = say("%(partner)s adds only %(match)s of %(whole)s: its ceiling is near.")
AT_ITS_CEILING = say("%(partner)s has reached its ceiling and adds nothing more.")
PART_OF_A_DONOR = say(
    "%(partner)s adds only %(match)s of %(whole)s: it adds to the first %(most)s that one donor gives."
)
NO_MORE_OF_A_DONOR = say(
    "%(partner)s adds to the first %(most)s that one donor gives: it adds nothing to what you give beyond."
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """`notes` are truths that figures alone don't tell, such as a partner adding less than announced."""

    becomes: Becomes
    notes: Sequence[str]


def outlook(wording: Wording, told: Bringing) -> Outlook:
    """Each partner that adds something has a part; why one adds less than announced is a note."""
    amount = told.pledge
    parts = [Part("residents", amount, wording.say(say("From you")))]
    parts += [
        Part(SOURCES[backing.standing.commitment.kind], match, backing.partner)
        for backing, match in zip(told.backings, told.added, strict=True)
        if match
    ]
    becomes = Becomes(tuple(parts), net=told.brought.net, commission=told.terms.commission_bp)
    if not told.counted:
        return Outlook(becomes, [wording.say(ALONE_IN_ITS_NAME if told.for_a_body else ALONE)])
    noted = zip(told.backings, told.added, told.after, strict=True)
    return Outlook(becomes, [note for one in noted if (note := _note(*one, amount, wording))])


def _note(backing: Backing, match: Money, after: Standing, amount: Money, wording: Wording) -> str | None:
    """What the figures don't tell of one partner; nothing of one that does as announced."""
    match backing.standing.commitment.promise:
        case _ if not backing.standing.commitment.ceiling:
            return None
        case PerEuro() as promise:
            return _limited(backing.partner, match, promise.of(amount), after, wording)
        case _ if after.missing:
            return wording.say(
                say("%(partner)s %(promise)s (%(missing)s, yours included)."),
                partner=backing.partner,
                promise=promised(wording, after.commitment),
                missing=still_missing(wording, after),
            )
        case _ if backing.standing.missing:
            text = say("Yours is the contribution that sets off what %(partner)s promised.")
            return wording.say(text, partner=backing.partner)
        case _ if match.minor < 0:
            text = say(
                "%(partner)s pays what is missing to the goal:"
                " your contribution leaves it %(less)s less to pay."
            )
            return wording.say(text, partner=backing.partner, less=-match)
    return None


def _limited(partner: str, match: Money, whole: Money, after: Standing, wording: Wording) -> str | None:
    """Whether a ceiling leaves less of it than announced: that of all the partner pays, or of one donor."""
    if match == whole:
        return None
    values: dict[str, Any] = {"partner": partner, "match": match, "whole": whole}
    promise, full = after.commitment.promise, after.owed >= after.commitment.ceiling
    if not full and isinstance(promise, PerEuro) and promise.ceiling_per_donor is not None:
        text = PART_OF_A_DONOR if match else NO_MORE_OF_A_DONOR
        return wording.say(text, **values, most=promise.ceiling_per_donor)
    return wording.say(NEAR_ITS_CEILING if match else AT_ITS_CEILING, **values)
