"""`python -m okote.demo.mailbox`: the demo's mail server, which delivers everything into one folder."""

import argparse
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import islice
from pathlib import Path
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from okote.serving.signals import end_waited_for

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ReceivedMail:
    """A mail as it arrived; `name` is that of its file."""

    name: str
    message: EmailMessage

    @classmethod
    def read(cls, file: Path) -> Self:
        return cls(file.stem, message_from_bytes(file.read_bytes(), policy=default))

    @property
    def recipient(self) -> str:
        return str(self.message["To"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def received_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.name) / 1e9, UTC)

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return "" if part is None else str(part.get_content())


class Mailbox:
    """All mails of everybody, the latest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mails(self, most: int, *, saying: str = "") -> list[ReceivedMail]:
        """Those whose text says that, at most so many."""
        files = sorted(self.folder.glob("*.eml"), reverse=True)
        found = (mail for mail in map(ReceivedMail.read, files) if saying in mail.text)
        return list(islice(found, most))

    def mail(self, name: str) -> ReceivedMail | None:
        """The one of this name; names are numbers, so that none leads out of the folder."""
        file = self.folder / f"{name}.eml"
        return ReceivedMail.read(file) if name.isdecimal() and file.exists() else None

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Keep what was sent, whole before it is seen."""
        content = envelope.content
        name = time.time_ns()
        draft = self.folder / f"{name}.part"
        draft.write_bytes(content if isinstance(content, bytes) else b"")
        draft.rename(draft.with_suffix(".eml"))
        return "250 Delivered"


def serving(folder: Path, port: int) -> Controller:
    """A mail server, to be started and stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    return Controller(Mailbox(folder), hostname=HOST, port=port)


def main() -> None:
    parser = argparse.ArgumentParser(prog="okote.demo.mailbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    wait_for_the_end = end_waited_for()
    server = serving(given.folder, given.port)
    server.start()
    print(f"Mailbox at {HOST}:{given.port}", flush=True)  # noqa: T201 (whoever started it waits for this line)
    wait_for_the_end()
    server.stop()


if __name__ == "__main__":
    main()
