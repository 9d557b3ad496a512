"""The plan of the house: the contracts hold, and each breaks where something is planted against it."""

import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = [contract["name"] for contract in SETTINGS["contracts"]]

PLANTED = {
    "Floors: imports only go down": ("payments/money.py", "import okote"),
    "The service, line by line": ("okote/platform/clock.py", "import okote.identity.models"),
    "Funding, line by line": ("okote/funding/campaigns/models.py", "import okote.funding.pledges.models"),
    "Consultations, line by line": ("consultations/services/models.py", "import consultations.ideas.models"),
    "Funding and consultations know nothing of each other": (
        "consultations/ideas/queries.py",
        "import okote.funding.campaigns.models",
    ),
    "Money, line by line": ("payments/ledger/service.py", "import payments.gateway.results"),
    "Help other than money is nowhere near money": (
        "okote/funding/needs/queries.py",
        "import okote.funding.pledges.models",
    ),
    "Rules are values in, values out": ("okote/funding/matching/rules/standings.py", "import sqlalchemy"),
    "Stripe's library is spoken to in one place": ("payments/ledger/models.py", "import stripe"),
    "The solver's library is spoken to in one place, and arrays in two": (
        "consultations/panels/sortition/tickets.py",
        "import highspy",
    ),
    "Counting is values in, values out": ("consultations/ballots/tally/greedy.py", "import sqlalchemy"),
    "The solver runs apart from whatever serves people": (
        "consultations/panels/drawing/letters.py",
        "import consultations.panels.sortition.maximin",
    ),
    "The demo is started from the command line alone": ("okote/web/health.py", "import okote.demo"),
    "The local Stripe is started from the demo alone": ("okote/web/pages.py", "import payments.simulator"),
    "The local Stripe shares nothing with what it stands in for": (
        "payments/simulator/fees.py",
        "import payments.ledger.rules",
    ),
}


def lint(folder):
    """What import-linter says of the project in this folder: each contract's name, and KEPT or BROKEN."""
    command = [Path(sysconfig.get_path("scripts")) / "lint-imports", "--no-logo", "--no-cache"]
    result = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    return result.stdout + result.stderr


def broken(said):
    return [name for name in CONTRACTS if f"\n{name} BROKEN" in said]


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """The project's code alone, to plant things in."""
    folder = tmp_path_factory.mktemp("house")
    for package in SETTINGS["root_packages"]:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(copied):
    said = lint(copied)
    assert "0 broken" in said, said


def test_what_is_planted_against_a_contract_breaks_it(copied):
    """All at once, since the graph of imports is what takes the time."""
    assert set(PLANTED) == set(CONTRACTS)
    kept = {file: (copied / file).read_text() for file, _ in PLANTED.values()}
    for file, planted in PLANTED.values():
        (copied / file).write_text(f"{kept[file]}\n{planted}\n")
    said = lint(copied)
    for file, text in kept.items():
        (copied / file).write_text(text)
    assert broken(said) == CONTRACTS, said


def test_a_newcomer_must_be_given_its_place(copied):
    newcomers = {
        "consultations/newcomer.py",
        "okote/newcomer.py",
        "okote/funding/newcomer.py",
        "payments/newcomer.py",
    }
    for newcomer in newcomers:
        (copied / newcomer).touch()
    said = lint(copied)
    for newcomer in newcomers:
        (copied / newcomer).unlink()
    assert {name for name in CONTRACTS if name.endswith(", line by line")} <= set(broken(said))
