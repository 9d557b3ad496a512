"""Rows that stand beside what a test is about: who is paid, who promises, and from what."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.partners.models import Envelope, Partner
from okote.funding.partners.rules import PartnerKind
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from payments.money import Money


def a_holder(territory_id: UUID, at: datetime, **changes: Any) -> Holder:
    """An organisation whose account at Stripe takes cards and transfers."""
    known = {
        "name": "Bocaux du Rhin",
        "legal_form": "association de droit local",
        "identifier": f"Strasbourg, vol. {1 + uuid4().int % 9_999}, fol. {1 + uuid4().int % 99_999}",
        "address": "3 rue des Pêcheurs, 67000 Rivemont",
        "email": "bonjour@bocaux.test",
        "statement_name": "OKOTE BOCAUX RHIN",
        "account_ready": True,
        "pays_out": True,
    }
    return Holder(**(known | changes), territory_id=territory_id, created_at=at)


def a_partner(territory_id: UUID, at: datetime, **changes: Any) -> Partner:
    known = {
        "kind": PartnerKind.PUBLIC,
        "name": "Région des Trois-Rives",
        "email": "finances@region.test",
    }
    return Partner(**(known | changes), territory_id=territory_id, created_at=at)


def an_envelope(partner: Partner, at: datetime, **changes: Any) -> Envelope:
    """Of 10 000 €, unless told otherwise."""
    known = {
        "name": "Budget 2027",
        "decision": "2026-114",
        "decided_on": at.date(),
        "amount_minor": Money.of("10000").minor,
    }
    owner = {"territory_id": partner.territory_id, "partner_id": partner.id}
    return Envelope(**(known | changes), **owner, created_at=at)


def a_pledge(campaign: Campaign, person_id: UUID, at: datetime, **changes: Any) -> Pledge:
    """Of 20 €, as a payment just now leaves it."""
    known = {"status": PledgeStatus.IN_FORCE, "amount_minor": 20_00, "language": "fr", "paid_at": at}
    return Pledge(
        **(known | changes),
        territory_id=campaign.territory_id,
        campaign_id=campaign.id,
        person_id=person_id,
        form_token=uuid4(),
        thanks_hash=uuid4().bytes * 2,
        created_at=at,
    )
