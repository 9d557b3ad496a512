"""`python -m tests.okote.api.fuzz --cases 20000`: ask the API as every role, rightly and wrongly.

Nothing may be answered by a mistake of ours, nor otherwise than described, and nothing that the description
forbids may be taken. Says how many requests were made of each operation, and each finding once.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def main() -> int:
    """As the test does, which has the service and its roles; only how many is another."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=20_000)
    asked = parser.parse_args()
    environment = os.environ | {"OKOTE_FUZZ_CASES": str(asked.cases)}
    command = ["-m", "pytest", "-q", "-s", "-n", "0", "tests/okote/api/test_conformance.py"]
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
