"""The files that are published of a ballot, made when it is counted: with them anybody counts it again."""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from consultations.ballots import queries
from consultations.ballots.minutes.rules import Minutes, publishes_votes, received, table
from consultations.ballots.queries import ShownBallot
from consultations.ballots.results.computing import Answer
from consultations.ballots.results.rules import Part
from consultations.ballots.rules import Mode
from consultations.ballots.tally import tally as stand_alone
from consultations.measures.statistics.suppression import hidden
from okote.platform.i18n import say
from okote.web.spreadsheets import spreadsheet
from payments.sessions import ReadSession

SUMS = "SHA256SUMS"
ALL = "all.zip"
PROGRAM = Path(stand_alone.__file__).read_bytes()
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Of every file in the archive, so that it is the same whenever it is made."""

SAYS: Mapping[str, str] = {
    "ballots": say("The anonymous votes, sorted by what they say (Pabulib)"),
    "result": say("The result, as the program prints it"),
    "tally.py": say("The program that counts them again: Python, and nothing else"),
    "roll.json": say("How many voted, by each way"),
    "receipts.txt": say("The chain of receipts, with all that its hashes are made of"),
    "minutes.csv": say("The table of the minutes"),
    "options.csv": say("What each option received"),
    SUMS: say("SHA-256 of each file"),
}
"""By name, or by what it begins with."""


def says(name: str) -> str:
    """What a file holds: a message to translate."""
    return SAYS[name] if name in SAYS else SAYS[re.split("[.-]", name, maxsplit=1)[0]]


def media_type(name: str) -> str:
    kinds = {".json": "application/json", ".csv": "text/csv", ".zip": "application/zip"}
    return kinds.get(Path(name).suffix, "text/plain")


def told_apart(parts: Sequence[Part], answers: Sequence[Answer], least: int) -> list[tuple[Part, Answer]]:
    """Envelopes in which enough people voted, so that those of the others can't be worked out either."""
    voters = {part.number: answer.voters for part, answer in zip(parts, answers, strict=True)}
    kept = hidden(voters, least)
    return [(part, answer) for part, answer in zip(parts, answers, strict=True) if part.number not in kept]


async def made(
    db: ReadSession,
    shown: ShownBallot,
    minutes: Minutes,
    parts: Sequence[Part],
    answers: Sequence[Answer],
    roll: Mapping[str, int],
) -> dict[str, bytes]:
    """By name; of fewer voters than the ballot's least the minutes alone."""
    lines, options = table(minutes), received(minutes)
    found = {
        "minutes.csv": spreadsheet(list(lines[0]), lines).encode(),
        "options.csv": spreadsheet(list(options[0]), options).encode(),
    }
    if publishes_votes(minutes):
        for part, answer in told_apart(parts, answers, minutes.least):
            found[f"ballots{part.suffix}.pb"] = part.file
            found[f"result{part.suffix}.json"] = answer.text.encode()
        found["tally.py"] = PROGRAM
        found["roll.json"] = json.dumps(roll, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        if shown.ballot.mode is Mode.SEALED:
            found["receipts.txt"] = await _receipts(db, shown)
    found[SUMS] = sums(found)
    return found


def sums(files: Mapping[str, bytes]) -> bytes:
    """As `sha256sum --check` reads it."""
    return "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


async def _receipts(db: ReadSession, shown: ShownBallot) -> bytes:
    """Each batch: the text that was hashed, then its hash on a line of its own."""
    ballot = shown.ballot
    told = [f"announced {ballot.digest.hex() if ballot.digest else ''}\n"]
    for link in await queries.links(db, ballot.id):
        told.append(f"{link.number} {ballot.id} {link.size} {link.previous_hash.hex()}\n")
        told += [
            f"{one.receipt.hex()}{' struck' if one.struck else ''}\n"
            for one in await queries.receipts(db, ballot.id, link.number)
        ]
        told.append(f"hash {link.hash.hex()}\n")
    return "".join(told).encode()


def archive(files: Mapping[str, bytes]) -> bytes:
    """All of them, to the same bytes whenever it is made."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            packed.writestr(zipfile.ZipInfo(name, LONG_AGO), files[name], compress_type=zipfile.ZIP_DEFLATED)
    return written.getvalue()
