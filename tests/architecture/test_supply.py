"""What the service is made of is told as CycloneDX 1.6 asks, with every package that is locked."""

import json
import re

from locks.bill import LOCK, bill
from tests.architecture.test_tree import pinned

SERIAL = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_the_bill_names_every_package_that_is_locked():
    told = bill(LOCK.read_text())
    assert {one["name"].lower().replace("_", "-").replace(".", "-") for one in told["components"]} == {
        *pinned(LOCK.read_text())
    }
    for one in told["components"]:
        assert {"type", "name", "version", "bom-ref"} <= one.keys()
        assert one["properties"], "its hashes"
    silent = {one["name"] for one in told["components"] if "licenses" not in one}
    assert silent <= {"colorama", "httpx2-jsfetch"}, "not installed here: for other systems alone"


def test_it_has_what_the_format_requires_and_is_the_same_twice():
    """CycloneDX 1.6: bomFormat, specVersion; a serial number of its form; references that lead somewhere."""
    told = bill(LOCK.read_text())
    assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    assert SERIAL.fullmatch(told["serialNumber"])
    refs = [told["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in told["components"])]
    assert len(refs) == len(set(refs))
    [own] = told["dependencies"]
    assert {own["ref"], *own["dependsOn"]} == set(refs)
    assert json.dumps(told, sort_keys=True) == json.dumps(bill(LOCK.read_text()), sort_keys=True)


def test_a_package_that_leaves_the_lock_leaves_the_bill():
    lock = "jinja2==3.1 \\\n    --hash=sha256:" + "0" * 64 + "\nnowhere==1 \\\n    --hash=sha256:" + "1" * 64
    assert [one["name"] for one in bill(lock)["components"]] == ["jinja2", "nowhere"]
    assert [one["name"] for one in bill(lock.partition("\nnowhere")[0])["components"]] == ["jinja2"]
