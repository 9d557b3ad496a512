"""The nets under the suite, each shown what it must catch."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.plugins import measure

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """A run within a test brings the plugins that it names: measuring would end that of the run around it."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.fixture
def apart(pytester, monkeypatch):
    """Runs a planted test file under the network's net, in a process of its own."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def run_planted(code):
        pytester.makepyfile(code)
        return pytester.runpytest_subprocess("-p", "tests.plugins.network")

    return run_planted


@pytest.fixture
def run(pytester):
    """Runs a planted test file, watched for what it leaves out."""

    def run_planted(code, *options):
        pytester.makepyfile(code)
        return pytester.runpytest_inprocess("-p", "tests.plugins.completeness", *options)

    return run_planted


def test_a_test_that_leaves_the_machine_fails_even_if_it_swallows_the_refusal(apart):
    result = apart(
        """
        import asyncio, contextlib, socket, urllib.request

        def test_by_address():
            with contextlib.suppress(Exception):
                socket.create_connection(("192.0.2.1", 80))

        def test_by_name():
            with contextlib.suppress(Exception):
                urllib.request.urlopen("http://okote.example")

        def test_asynchronously():
            async def reach():
                await asyncio.open_connection("192.0.2.1", 80)
            with contextlib.suppress(Exception):
                asyncio.run(reach())

        def test_from_the_loop_of_all_tests(anyio_backend):
            _, options = anyio_backend
            with contextlib.closing(options["loop_factory"]()) as loop, contextlib.suppress(Exception):
                loop.run_until_complete(loop.create_connection(asyncio.Protocol, "192.0.2.1", 80))

        def test_a_datagram():
            with contextlib.suppress(Exception), socket.socket(type=socket.SOCK_DGRAM) as one:
                one.sendto(b"", ("192.0.2.1", 53))
        """
    )
    result.assert_outcomes(passed=5, errors=5)
    result.stdout.fnmatch_lines(["*tried to reach 192.0.2.1*", "*tried to reach okote.example*"])


def test_a_test_may_talk_to_this_machine(apart):
    apart(
        """
        import socket

        def test_loopback():
            with socket.create_server(("127.0.0.1", 0)) as server:
                socket.create_connection(server.getsockname()).close()

        def test_a_socket_in_a_folder(tmp_path, monkeypatch):
            monkeypatch.chdir(tmp_path)
            with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as one:
                server.bind("s")
                server.listen()
                one.connect("s")

        def test_a_territorys_name():
            socket.getaddrinfo("localhost", 80)
        """
    ).assert_outcomes(passed=3)


PLANTED = """
    import pytest

    def test_that_runs(): ...

    {marker}
    def test_left_out(): assert {passes}
"""


@pytest.mark.parametrize(
    ("marker", "passes", "options", "said"),
    [
        ("@pytest.mark.skip(reason='later')", True, [], "incomplete: 1 skipped"),
        ("@pytest.mark.xfail", False, [], "incomplete: 1 xfailed"),
        ("@pytest.mark.xfail", True, [], "incomplete: 1 xpassed"),
        ("", True, ["-k", "runs"], "incomplete: 1 deselected"),
        ("", True, ["-k", "runs", "-p", "xdist", "-n", "1"], "incomplete: 1 deselected"),
    ],
)
def test_a_complete_run_leaves_nothing_out(run, marker, passes, options, said):
    planted = PLANTED.format(marker=marker, passes=passes)
    assert run(planted, *options).ret == pytest.ExitCode.OK
    result = run(planted, "--complete", *options)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"*{said}*"])


def test_a_complete_run_that_leaves_nothing_out_passes(run):
    assert run(PLANTED.format(marker="", passes=True), "--complete").ret == pytest.ExitCode.OK


def test_without_a_browser_its_tests_are_left_out_and_said(run, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run(PLANTED.format(marker="@pytest.mark.browser", passes=True), "-rs", "-W", "ignore")
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["*no Chromium on this machine*"])


def report(path, *, lines=(), missed=(), branches=(), missed_branches=()):
    """What one process says of one file."""
    found = {
        "executed_lines": lines,
        "missing_lines": missed,
        "executed_branches": branches,
        "missing_branches": missed_branches,
    }
    return {"files": {path: found}}


def test_what_one_process_missed_another_may_have_run():
    one = report("okote/app.py", lines=[1], missed=[2, 3], missed_branches=[[2, 3], [2, 0]])
    other = report(str(ROOT / "okote" / "app.py"), lines=[2], missed=[1, 3], branches=[[2, 0]])
    files = measure.merged(iter([one, other]))
    assert files["okote/app.py"].missing == ["2→3", "3"]
    assert measure.percent(files) == 60


@pytest.mark.parametrize(
    ("path", "missed", "said"),
    [
        ("okote/funding/closing/rules.py", 1, "okote/funding/closing/rules.py must be run whole: 100"),
        ("okote/funding/campaigns/rules/offer.py", 1, "offer.py must be run whole: 100"),
        ("payments/ledger/service.py", 1, "payments/ledger/service.py must be run whole: 100"),
        ("okote/app.py", 11, "89.00 % of the code is run, of which 90 % must be"),
    ],
)
def test_what_is_run_too_little_is_said(path, missed, said):
    files = measure.merged(
        iter([report(path, lines=range(100 - missed), missed=range(100 - missed + 1, 101))])
    )
    files |= measure.merged(iter([report("okote/asgi.py", lines=range(1))])) if missed == 1 else {}
    assert any(said in sentence for sentence in measure.shortfalls(files))


def test_what_is_run_enough_passes():
    ran = [
        report("okote/app.py", lines=range(90), missed=range(90, 100)),
        report("payments/money.py", lines=[1]),
    ]
    assert measure.shortfalls(measure.merged(iter(ran))) == []


def test_what_comes_too_soon_is_left_to_the_next(monkeypatch):
    clock, done = iter([100.0, 101.0, 114.9, 115.0, 116.0, 140.0]), []
    monkeypatch.setattr(measure.time, "monotonic", lambda: next(clock))
    act = measure.seldom(lambda: done.append(None), 15)
    told = [len(done) for _ in range(6) if act() is None]
    assert told == [1, 1, 1, 2, 2, 3]


JOBS = text("SELECT task_name FROM procrastinate_jobs")


@pytest.mark.parametrize("attempt", [1, 2])
async def test_what_a_test_writes_and_commits_is_undone(db, attempt):
    assert (await db.exec(JOBS)).all() == [], f"left by attempt {attempt - 1}"
    await db.defer("payments.perform", operation_id="1")
    await db.commit()
    assert (await db.exec(JOBS)).all() == [("payments.perform",)]


@pytest.mark.parametrize("attempt", [1, 2])
async def test_a_test_may_have_a_database_of_its_own(database, attempt):
    async with database.unit_of_work() as db:
        assert (await db.exec(JOBS)).all() == [], f"left by attempt {attempt - 1}"
        await db.defer("payments.perform", operation_id="1")
    async with database.reading() as db:
        assert (await db.exec(JOBS)).all() == [("payments.perform",)]
