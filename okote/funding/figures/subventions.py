"""What public partners grant, as French authorities publish subsidies (SCDL subventions 2.1.1).

Decree no. 2017-779 of 5 May 2017 and order of 17 November 2017. The file is read by French programs: what
is text in it is French, whatever the language of the page.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from okote.feature import Column, Dataset
from okote.funding.campaigns.rules import IdentifierKind, parse_identifier
from okote.funding.matching.models import FundsCall
from okote.funding.matching.queries import NamedCommitment, commitments
from okote.funding.partners.rules import PartnerKind
from okote.platform.i18n import say, say_count
from okote.territories.models import Territory
from payments.sessions import ReadSession

SCHEMA = "https://schema.data.gouv.fr/scdl/subventions/"
CONDITIONS = (
    "Versée en une fois au bénéficiaire, après la réussite de la campagne de financement participatif"
)
SCHEME = "Abondement participatif"


def _beneficiary(one: NamedCommitment) -> dict[str, str | None] | None:
    """By its SIRET, or its number in the RNA; None where it is known by neither."""
    registered = parse_identifier(one.holder.identifier)
    siret = registered.number if registered.kind is IdentifierKind.SIRET else one.holder.siret
    rna = registered.number if registered.kind is IdentifierKind.RNA else None
    return {"idBeneficiaire": siret, "rnaBeneficiaire": rna} if siret or rna else None


def _row(one: NamedCommitment, call: FundsCall, territory: Territory) -> Mapping[str, Any] | None:
    """None where one of the two can't be named by its number."""
    beneficiary = _beneficiary(one)
    if one.partner.siret is None or beneficiary is None:
        return None
    return {
        "nomAttribuant": one.partner.name,
        "idAttribuant": one.partner.siret,
        "dateConvention": territory.day(one.signed.signed_at),
        "referenceDecision": one.envelope.decision,
        "nomBeneficiaire": one.holder.name,
        **beneficiary,
        "objet": one.campaign.title,
        "montant": call.amount.major,
        "nature": "aide en numéraire",
        "conditionsVersement": CONDITIONS,
        "datesPeriodeVersement": _when(call, territory),
        "idRAE": None,
        "notificationUE": "non",
        "pourcentageSubvention": "1",
        "dispositifAide": SCHEME,
    }


def _when(call: FundsCall, territory: Territory) -> str:
    """The day of the payment; until then, from the call to the day on which it is due."""
    if call.received_on is not None:
        return call.received_on.isoformat()
    return f"{territory.day(call.called_at).isoformat()}/{call.due_on.isoformat()}"


async def _granted(db: ReadSession, territory: Territory) -> list[Mapping[str, Any] | None]:
    """Each match that a public partner was called to pay; nothing that a campaign without success had, nor
    one that was given back.
    """
    found = await commitments(db, territory.id, called=True)
    return [
        _row(one, one.funds_call, territory)
        for one in found
        if one.funds_call and one.partner.kind is PartnerKind.PUBLIC and not one.is_called_off
    ]


async def rows(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    for row in await _granted(db, territory):
        if row is not None:
            yield row


async def left_out(db: ReadSession, territory: Territory) -> int:
    return (await _granted(db, territory)).count(None)


SUBVENTIONS = Dataset(
    "subventions",
    say("Subsidies of public partners"),
    say(
        "What public partners were called to pay to projects that succeeded, in the form in which French"
        " authorities publish subsidies (SCDL subventions, version 2.1.1). None was notified by this site to"
        " the European Commission."
    ),
    (
        Column("nomAttribuant", say("The public partner.")),
        Column("idAttribuant", say("Its SIRET.")),
        Column("dateConvention", say("The day of the signature.")),
        Column("referenceDecision", say("Number of the deliberation or of the agreement.")),
        Column("nomBeneficiaire", say("The organisation that receives it.")),
        Column("idBeneficiaire", say("Its SIRET.")),
        Column("rnaBeneficiaire", say("Its number in the register of associations.")),
        Column("objet", say("The title of the project.")),
        Column("montant", say("In euros.")),
        Column("nature", say("Always money.")),
        Column("conditionsVersement", say("Paid at once, after the campaign’s success.")),
        Column(
            "datesPeriodeVersement", say("The day of the payment; before it, from the call to its due day.")
        ),
        Column("idRAE", say("Number in the register of aids to companies: left empty.")),
        Column("notificationUE", say("Whether it was notified to the European Commission.")),
        Column("pourcentageSubvention", say("Part of the sum that goes to this beneficiary: all of it.")),
        Column("dispositifAide", say("The name of the scheme.")),
    ),
    rows,
    schema=SCHEMA,
    left_out=left_out,
    lacks=say_count(
        "%(num)s subsidy is missing: it lacks the SIRET of the partner, or a number of the beneficiary.",
        "%(num)s subsidies are missing: they lack the SIRET of the partner, or a number of the beneficiary.",
    ),
)
