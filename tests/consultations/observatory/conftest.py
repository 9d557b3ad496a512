"""A letter that a panel has tried, and that everyone reads."""

import pytest

from consultations.procedures.service import versions
from tests.consultations.testing.conftest import (
    campaign,
    clear,
    counter,
    desk,
    details,
    draft,
    finding,
    panel,
    procedure,
    queue,
    samira,
    sit,
    tester,
    version,
    version_of,
    writer,
)

__all__ = [
    "campaign",
    "clear",
    "counter",
    "desk",
    "details",
    "draft",
    "finding",
    "panel",
    "procedure",
    "queue",
    "samira",
    "sit",
    "tester",
    "version",
    "version_of",
    "writer",
]


@pytest.fixture
async def listed(db, procedure, version, agent):
    """In the catalogue."""
    await versions.publish_version(db, version.id, by=agent)
    return procedure
