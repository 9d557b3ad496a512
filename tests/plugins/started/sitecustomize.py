"""Python runs this first in the processes that a measured test starts: they are measured as it is."""

import atexit
import json
import os
from contextlib import suppress
from pathlib import Path

if "PYTEST_XDIST_WORKER" in os.environ:
    from slipcover import pytest_plugin  # which measures from its import on

    MEASURED = pytest_plugin._slipcover_instance
    MEASURED.signal_child_process()  # files that it never loads are the parent's to count

    @atexit.register
    def keep() -> None:
        """Beside what the workers leave; an unprivileged account may not, and goes uncounted."""
        files = MEASURED.get_coverage()["files"]
        report = {"files": {str(Path(name).absolute()): found for name, found in files.items()}}
        kept = Path(os.environ["SLIPCOVER_COVERAGE_DIR"]) / f"coverage-started-{os.getpid()}.json"
        with suppress(PermissionError):
            kept.write_text(json.dumps(report))
