"""What a program that serves has in memory before it begins, and what it never needs there."""

import pytest

from okote.serving.children import Child
from okote.serving.launched import FOR_TERMINALS
from tests.okote.serving.pretending import program

FEATURES = ("okote.funding.feature", "consultations.feature")
SPARED = {
    *FOR_TERMINALS,
    "alembic",
    "mako",
    "PIL",
    "urllib3",
    "charset_normalizer",
    "faker",
    "aiosmtpd",
    "numpy",
    "highspy",
}
"""Of commands, terminals, migrations, pictures that come in, the demo, draws and large counts."""


async def loaded(*arguments: str) -> set[str]:
    child = await Child.start(program("load", *arguments))
    packages = (await child.ready(within=60)).split()
    await child.process.wait()
    return set(packages)


@pytest.mark.parametrize("module", ["okote.serving.web", "okote.serving.worker"])
async def test_a_program_that_serves_loads_nothing_that_others_need(module: str):
    packages = await loaded(module, *FEATURES)
    assert {"okote", "consultations", "litestar", "sqlalchemy", "stripe"} <= packages
    assert packages & SPARED == set()


async def test_who_keeps_the_archive_knows_neither_pages_nor_tables():
    packages = await loaded("okote.serving.backup.keeper")
    assert {"okote", "psycopg"} <= packages
    assert packages & {*SPARED, "litestar", "pydantic", "sqlalchemy", "stripe"} == set()


async def test_what_a_program_needs_after_all_would_be_noticed():
    assert await loaded("okote.platform.migrations") & SPARED == {"alembic", "mako"}
