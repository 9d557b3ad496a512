from collections.abc import Mapping
from typing import Any

import pytest

from tests.stories.service import service

__all__ = ["service"]


@pytest.fixture
def service_settings() -> Mapping[str, Any]:
    return {"features": ("okote.funding", "okote.demo")}
