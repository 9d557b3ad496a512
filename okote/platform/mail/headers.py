"""Subjects and addresses as every mail program reads them."""

from email.header import Header
from email.headerregistry import HeaderRegistry, UniqueUnstructuredHeader
from email.policy import EmailPolicy, default


class Subject(UniqueUnstructuredHeader):
    """Python's newer way to fold a header loses the space between two words that it encodes apart, since
    what lies between such words counts for nothing (RFC 2047, 6.2); its older way keeps it within them.
    """

    def fold(self, *, policy: EmailPolicy) -> str:
        folded = Header(str(self), header_name="Subject").encode(linesep=policy.linesep)
        return f"Subject: {folded}{policy.linesep}"


class Address(UniqueUnstructuredHeader):
    """Python encodes a word that is longer than a line, and no program reads an address in there; a line may
    be long (RFC 5322, 2.1.1).
    """

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"List-Unsubscribe: {self}{policy.linesep}"


def _headers() -> HeaderRegistry:
    headers = HeaderRegistry()
    headers.map_to_type("subject", Subject)  # type: ignore[arg-type]  # a mix-in, as all that it knows
    headers.map_to_type("list-unsubscribe", Address)  # type: ignore[arg-type]
    return headers


POLICY = default.clone(header_factory=_headers())
