"""What a cheque that counts holds on to while it moves, and the keys under which the ledger knows it."""

from uuid import UUID

from okote.funding.campaigns.models import Campaign
from okote.funding.cheques import rules
from okote.funding.cheques.models import Cheque
from okote.funding.pledges.models import Pledge
from okote.identity.visitors import Visitor
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession


async def counted(db: WriteSession, cheque_id: UUID, by: Visitor) -> tuple[Cheque, Campaign, Pledge]:
    """A cheque that was confirmed, with its campaign and its pledge, all held."""
    found = await one_of(db, Cheque, by.territory.id, cheque_id)
    campaign = await held(db, Campaign, by.territory.id, found.campaign_id, shared=True)
    if found.pledge_id is None:
        raise rules.ChequeMovedOnError
    pledge = await held(db, Pledge, by.territory.id, found.pledge_id)
    return await held(db, Cheque, by.territory.id, cheque_id), campaign, pledge


def held_key(cheque: Cheque) -> str:
    return f"cheque-held:{cheque.id}"


def banked_key(cheque: Cheque) -> str:
    return f"cheque-banked:{cheque.id}"
