"""What every file of the project keeps to, each check shown something planted."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
CODE = ("okote", "payments", "consultations")
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
MOST_EXCLUSIONS = 10

EMPTY_NAMES = {"utils", "util", "common", "helpers", "helper", "constants", "misc", "base"}
"""They say where a thing was put, and never what it is."""

ONE_IMPORT_BY_NAME = "okote/feature.py"


def tree():
    """Every text that is or could be committed but this one, which quotes what it looks for."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    paths = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    for path in sorted(paths):
        file = ROOT / path
        if file.is_file() and file != Path(__file__):
            try:
                yield path, file.read_text()
            except UnicodeDecodeError:
                continue  # a picture or a font


def python(files):
    return ((path, text) for path, text in files if path.endswith(".py"))


def written_here(path):
    """Not a library's file, a reference's data or a lock."""
    return not (path.startswith(("tests/data/", "locks/")) or ".min." in path or path == "LICENSE")


def too_long(path, text):
    lines = text.count("\n")
    if path.endswith((".py", ".html", ".css", ".js")) and written_here(path) and lines > LONGEST_FILE:
        yield f"{lines} lines"


def functions_too_long(path, text):
    if path.startswith(CODE) and path.endswith(".py") and "/migrations/" not in path:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    yield f"{node.name} has {lines} lines"


def left_for_later(path, text):
    if written_here(path) and re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", text):
        yield "something is left for later"


def named_for_nothing(path, _text):
    if EMPTY_NAMES & {part.partition(".")[0] for part in path.split("/")} and path.endswith(".py"):
        yield "a name that says nothing"


def tied_to_a_machine(_path, text):
    """Addresses of package registries, and folders of whoever wrote it."""
    registry = r"py(?:pi)\.org|python(?:hosted)|npm(?:js)\.|deb\.(?:debian)"
    for found in re.finditer(rf"{registry}|(?<![\w.])/(?:root|work|home)/", text):
        yield found[0]


def excuses(path, text):
    """A rule that is broken is named, and says why beside it."""
    if path.endswith(".py"):
        for line in text.splitlines():
            if re.search(r"#\s*noqa(?!: [A-Z]+\d+(, ?[A-Z]+\d+)* +(\(|- ?).{8,})", line):
                yield f"no rule or no reason: {line.strip()}"


def rules_that_wait(path, text):
    """The law awaits nothing, and asks no clock."""
    if re.search(r"(^|/)rules(\.py$|/)", path) and path.startswith(CODE):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.AsyncFunctionDef | ast.Await):
                yield f"line {node.lineno} waits"


def imports_by_name(path, text):
    if (
        path.startswith(CODE)
        and path != ONE_IMPORT_BY_NAME
        and re.search(r"\bimport_module\b|__import__", text)
    ):
        yield "imports by name"


def annotations_from_the_future(path, text):
    """SQLModel's relationships break under them, and what handlers need stays hidden."""
    if path.endswith(".py") and re.search(r"^from __fut" r"ure__ import", text, re.MULTILINE):
        yield "annotations are strings"


PLANTED = {
    too_long: ("okote/a.py", "x\n" * 401),
    functions_too_long: ("okote/a.py", "def long():\n" + "    x = 1\n" * 60),
    left_for_later: ("README.md", "TODO: finish"),
    named_for_nothing: ("okote/web/utils.py", ""),
    tied_to_a_machine: ("Makefile", "cd /home/someone/project"),
    excuses: ("okote/a.py", "x = 1  # noqa: E501"),
    rules_that_wait: ("okote/funding/matching/rules/standings.py", "async def matched(): ..."),
    imports_by_name: ("okote/app.py", "from importlib import import_module"),
    annotations_from_the_future: ("okote/a.py", "from __future__ import annotations"),
}


@pytest.mark.parametrize("check", PLANTED, ids=lambda check: check.__name__)
def test_the_tree_keeps_to_it(check):
    found = [f"{path}: {said}" for path, text in tree() for said in check(path, text)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("check", PLANTED, ids=lambda check: check.__name__)
def test_what_is_planted_is_found(check):
    assert list(check(*PLANTED[check]))


def exclusions(files):
    """Lines that coverage is told to leave out; each must say why."""
    return [
        line.strip()
        for path, text in files
        if path.startswith(CODE)
        for line in text.splitlines()
        if "pragma: no" in line
    ]


def unexplained(lines):
    return [line for line in lines if not re.search(r"pragma: no (cover|branch) +\(.{8,}\)", line)]


def test_little_is_left_out_of_coverage_and_each_says_why():
    lines = exclusions(python(tree()))
    assert len(lines) <= MOST_EXCLUSIONS
    assert unexplained(lines) == []


def test_an_unexplained_exclusion_is_found():
    planted = ["x = 1  # pragma: no cover", "x = 1  # pragma: no cover (only after a power cut)"]
    assert unexplained(exclusions([("okote/a.py", "\n".join(planted))])) == planted[:1]


LOCKS = [path.read_text() for path in sorted((ROOT / "locks").glob("*.txt"))]


def unpinned(lock):
    """Entries without a version or a hash, and anything that names an address."""
    entries = re.split(r"\n(?=\S)", lock.strip())
    bad = [entry for entry in entries if not re.match(r"[\w.-]+==\S+.* \\\n +--hash=sha256:", entry)]
    return bad + re.findall(r"https?://\S+|--\w*index\S*", lock)


def pinned(lock):
    return {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}


def test_the_locks_pin_every_package_and_name_no_address():
    assert [unpinned(lock) for lock in LOCKS] == [[], [], []]


def test_the_locks_have_no_package_in_common():
    """They are installed at once into the same place."""
    assert len(set.union(*map(pinned, LOCKS))) == sum(len(pinned(lock)) for lock in LOCKS)


def test_the_locks_hold_whatever_their_packages_need():
    """They are installed without asking each package what it depends on."""
    found = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    "planted", ["litestar==2.25\n", "litestar @ https://x.example/a.whl\n", "--index-url=x\n"]
)
def test_an_unpinned_package_is_found(planted):
    assert unpinned(planted + LOCKS[0])
