"""What the demo keeps between two runs."""

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from okote.demo.folder import HERE, DemoFolder, DemoRunsError, free_ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as somebody:
        somebody.bind((HERE, 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def prepared(path: Path) -> DemoFolder:
    folder = DemoFolder(path)
    folder.path.mkdir(exist_ok=True)
    folder.prepare()
    return folder


def test_ports_and_secrets_are_found_again(tmp_path: Path):
    first, second = prepared(tmp_path), prepared(tmp_path)
    assert second.ports == first.ports
    assert second.secrets == first.secrets
    assert len(set(first.secrets.values())) == len(first.secrets)


def test_a_taken_port_is_left_to_who_has_it(taken: int):
    moved = free_ports({"web": taken, "stripe": taken})
    assert taken not in moved.values()
    assert len(set(moved.values())) == 2


def test_what_it_moved_to_is_remembered(tmp_path: Path, taken: int):
    (tmp_path / "ports.json").write_text(
        f'{{"web": {taken}, "stripe": 18110, "identity": 18120, "mail": 18130}}'
    )
    moved = prepared(tmp_path).ports["web"]
    assert moved != taken
    assert prepared(tmp_path).ports["web"] == moved


def test_secrets_are_nobody_else_s(tmp_path: Path):
    prepared(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_one_demo_at_a_time_runs_in_a_folder(tmp_path: Path):
    with (
        DemoFolder(tmp_path).held(),
        pytest.raises(DemoRunsError, match="A demo runs in"),
        DemoFolder(tmp_path).held(),
    ):
        raise AssertionError("two at once")
    with DemoFolder(tmp_path).held():
        """Whoever comes later finds it free."""


def test_starting_over_forgets_everything_but_who_holds_it(tmp_path: Path):
    folder = prepared(tmp_path)
    secrets = dict(folder.secrets)
    with folder.held():
        folder.told.touch()
        (folder.mails / "1.eml").touch()
        folder.forget()
        assert [kept.name for kept in folder.path.iterdir()] == ["lock"]
        folder.prepare()
    assert folder.secrets != secrets
