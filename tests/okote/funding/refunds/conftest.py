"""What every test of refunds by transfer finds."""

from tests.okote.funding.refunds.returned import returned

__all__ = ["returned"]
