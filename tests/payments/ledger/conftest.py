"""A book of its own for each test."""

from datetime import UTC, datetime

import pytest

from payments.tables import uuid7


@pytest.fixture
def book():
    return uuid7()


@pytest.fixture
def at():
    return datetime(2027, 3, 1, 12, tzinfo=UTC)
