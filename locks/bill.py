"""`python -m locks.bill`: what the service is made of, as a CycloneDX 1.6 document on standard output.

Versions and hashes are those of the lock that installs it; names of licences are what the packages installed
here say of themselves. Nothing in it changes but with the lock, so that two of them can be compared.
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

LOCK = Path(__file__).parent / "service.txt"
ENTRY = re.compile(r"^([\w.-]+)==(\S+)(.*(?:\n .*)*)", re.MULTILINE)
HASH = re.compile(r"sha256:([0-9a-f]{64})")


def component(name: str, number: str, hashes: str) -> dict[str, Any]:
    """One package: its hashes are of every file that the lock would install of it."""
    described: dict[str, Any] = {
        "type": "library",
        "bom-ref": f"{_normal(name)}@{number}",
        "name": name,
        "version": number,
        "properties": [{"name": "lock:sha256", "value": digest} for digest in HASH.findall(hashes)],
    }
    if licence := licence_of(name):
        described["licenses"] = [licence]
    return described


def licence_of(name: str) -> dict[str, Any] | None:
    """As the installed package says, by an SPDX expression where it has one."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    if expression := told.get("License-Expression"):
        return {"expression": expression} if " " in expression else {"license": {"id": expression}}
    classes = [one for one in told.get_all("Classifier") or () if one.startswith("License ::")]
    said = classes[0].rpartition(" :: ")[2] if classes else (told.get("License") or "").partition("\n")[0]
    return {"license": {"name": said}} if said else None


def bill(lock: str) -> dict[str, Any]:
    components = [component(*entry) for entry in ENTRY.findall(lock)]
    own = f"okote@{version('okote')}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "okote",
                "version": version("okote"),
                "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
            }
        },
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    json.dump(bill(LOCK.read_text()), sys.stdout, indent=2, sort_keys=True)
