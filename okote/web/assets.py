"""Static files under addresses made of their content, so that browsers never ask twice."""

import re
from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static/"
CACHE_CONTROL = "public, max-age=31536000, immutable"
"""For a year, and no question asked: other content has another address."""

_REFERENCE = re.compile(r'url\("([^"#:]+)"\)')


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    address: str
    body: bytes
    media_type: str


class Assets:
    """All files of a folder, read once at start; stylesheets name their fonts by the made addresses."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._by_name: dict[str, Asset] = {}
        files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
        for name in sorted(files, key=lambda name: (name.endswith(".css"), name)):
            self._by_name[name] = self._asset(name, files[name].read_bytes())
        self._by_address = {asset.address: asset for asset in self._by_name.values()}

    def address(self, name: str) -> str:
        """Where a browser finds the file; KeyError if there is none of that name."""
        return self._by_name[name].address

    def at(self, address: str) -> Asset | None:
        """The file at a made address, for the one who answers `/static/…`."""
        return self._by_address.get(address)

    def _asset(self, name: str, body: bytes) -> Asset:
        media_type = guess_type(name)[0] or "application/octet-stream"
        if name.endswith(".css"):
            body = _REFERENCE.sub(lambda found: f'url("{self.address(found[1])}")', body.decode()).encode()
        stem, dot, suffix = name.rpartition(".")
        return Asset(f"{PREFIX}{stem}.{sha256(body).hexdigest()[:12]}{dot}{suffix}", body, media_type)
