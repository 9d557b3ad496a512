"""The back office of commitments: what partners promise, campaign by campaign and partner by partner."""

from okote.funding.matching.backoffice.commitments import CommitmentPages
from okote.funding.matching.backoffice.partner import PartnerAccountPages

ROUTES = (CommitmentPages, PartnerAccountPages)
