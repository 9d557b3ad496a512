"""A territory and people who make tokens."""

from tests.okote.funding.conftest import elsewhere, someone, territory

__all__ = ["elsewhere", "someone", "territory"]
