"""What a run left out is said, and with `--complete` fails it: skips, expected failures, deselections."""

import shutil

import pytest
from _pytest.terminal import TerminalReporter

LEFT_OUT = ("skipped", "xfailed", "xpassed", "deselected")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The browser that pages are tested in, where this machine has one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--complete", action="store_true", help="fail when any test was left out")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--complete"):
        config.pluginmanager.register(Complete(config))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


class Complete:
    """Only the process that reports decides; workers tell it what they deselected."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._deselected = 0

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self._deselected += len(items)
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["deselected"] = self._deselected

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        self._deselected += getattr(node, "workeroutput", {}).get("deselected", 0)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if isinstance(reporter, TerminalReporter) and self._left_out(reporter):
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        if left_out := self._left_out(terminalreporter):
            said = ", ".join(f"{count} {kind}" for kind, count in left_out.items())
            terminalreporter.write_sep("=", f"incomplete: {said}", red=True)

    def _left_out(self, reporter: TerminalReporter) -> dict[str, int]:
        counts = {kind: len(reporter.stats.get(kind, [])) for kind in LEFT_OUT}
        counts["deselected"] = max(counts["deselected"], self._deselected)
        return {kind: count for kind, count in counts.items() if count}
