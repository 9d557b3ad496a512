"""What an amount would become, in the words of the page that asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from okote.funding.matching.rules import brings
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.rules import what_is_brought
from okote.funding.progress.queries import Backing, given_by
from okote.funding.showcase.queries import Shown
from okote.platform.i18n import say
from okote.web.formatting import Wording
from okote.web.gauge import Becomes, Part, Source
from payments.money import Money
from payments.sessions import ReadSession

SOURCES: dict[PartnerKind, Source] = {PartnerKind.PUBLIC: "public", PartnerKind.PRIVATE: "companies"}


@dataclass(frozen=True, slots=True)
class Outlook:
    """`notes` are truths that figures alone don't tell, such as a partner adding less than announced."""

    becomes: Becomes
    notes: Sequence[str]


async def outlook(
    db: ReadSession, shown: Shown, amount: Money, donor: UUID | None, wording: Wording
) -> Outlook:
    """If it were paid now and the campaign succeeded."""
    already = await given_by(db, shown.campaign.id, donor) if donor else Money.zero(amount.currency)
    backings = shown.given.backings
    added = [brings(backing.standing, already, amount) for backing in backings]
    brought = what_is_brought(shown.campaign.terms, amount, added)
    parts = [Part("residents", amount, wording.say("From you"))]
    parts += [
        Part(SOURCES[backing.standing.commitment.kind], match, backing.partner)
        for backing, match in zip(backings, added, strict=True)
        if match
    ]
    becomes = Becomes(tuple(parts), net=brought.net, commission=shown.campaign.terms.commission_bp)
    return Outlook(becomes, [*_notes(backings, added, amount, wording)])


def _notes(
    backings: Sequence[Backing], added: Sequence[Money], amount: Money, wording: Wording
) -> Sequence[str]:
    notes = []
    for backing, match in zip(backings, added, strict=True):
        whole = backing.standing.commitment.rate(amount)
        if match and match < whole:
            text = say("%(partner)s adds only %(match)s of %(whole)s: its ceiling is near.")
            notes.append(wording.say(text, partner=backing.partner, match=match, whole=whole))
        elif not match:
            text = say("%(partner)s has reached its ceiling and adds nothing more.")
            notes.append(wording.say(text, partner=backing.partner))
    return notes
