"""What is said of a cheque, and its way until it counts."""

from datetime import date
from uuid import uuid4

from okote.funding.campaigns.rules import HolderIdentifier, IdentifierKind
from okote.funding.cheques import service
from okote.funding.cheques.service import Announcement, Paper
from okote.funding.pledges.rules import Body
from payments.money import Money

CHEQUE = Money.of(150)
COMPANY = Body("Cuisines du Ried", "SARL", HolderIdentifier(IdentifierKind.SIREN, "000000018"))


def told(**changes):
    known = {"form_token": uuid4(), "amount": CHEQUE, "drawer": "Ada Kern", "address": "2 rue Basse"}
    return Announcement(**(known | changes))


def paper(amount=CHEQUE):
    return Paper(amount, "7000123", "Banque du Quai", date(2026, 3, 1), "classeur 3, no 12")


async def confirmed(db, campaign, donor, agents, **changes):
    cheque = await service.announce(db, campaign.id, told(**changes), by=donor)
    await service.receive(db, cheque.id, paper(), by=agents[0])
    return await service.confirm(db, cheque.id, by=agents[1])
