"""Everything that people write, written by somebody who wants it to run."""

from collections.abc import Collection, Iterator, Mapping
from itertools import cycle
from typing import Any

from sqlalchemy import Column
from sqlmodel import SQLModel

from payments.sessions import WriteSession
from tests.architecture.spheres import Row, Sphere

RUN = "window.ran=1"
CORPUS = (
    f"<script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    "<iframe srcdoc='<script>parent.ran=1</script>'>",
    "<iframe src=javascript:parent.ran=1>",
    f"<math><mi xlink:href=javascript:{RUN}>x",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f'" autofocus onfocus={RUN} x="',
    f"' autofocus onfocus={RUN} x='",
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt&colon;{RUN})",
    f"![x](x){{onerror={RUN}}}",
    f"[x](data:text/html,<script>{RUN}</script>)",
    f"<a href=javascript:{RUN}>x</a>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f"<form><button formaction=javascript:{RUN}>x",
    "<base href=//elsewhere.example/>",
    f"<meta http-equiv=refresh content=0;url=javascript:{RUN}>",
    "{{ 7*7 }}${7*7}#{7*7}<%= 7*7 %>",
    f"\u2028<scr\u0000ipt>{RUN}</scr\u0000ipt>".replace("\u0000", ""),
    "\u202e<plaintext>",
    f"<x hx-on:load={RUN} hx-get=/ hx-trigger=load>",
)

OURS = {
    *(
        "act",
        "begins",
        "book",
        "currency",
        "deed",
        "family",
        "identifier",
        "issuer",
        "key",
        "kind",
        "language",
    ),
    *("line", "number", "provider", "purpose", "reference", "siren", "siret", "slug", "subject", "video"),
    *("charge_id", "event_id", "intent_id", "session_id", "stripe_id", "statement_name", "type", "host"),
    *("email", "recipient", "url", "bucket", "code", "failure", "time_zone", "primary_colour", "contact"),
}
"""Columns whose words have a form that what is typed is held to, or that people don't write."""

STAYS: Mapping[str, Collection[str]] = {
    "ballot": {"completion", "lot", "start", "utility"},
    "ballot_code": {"mark"},
    "ballot_file": {"name"},
    "ballot_level": {"edition"},
    "ballot_option": {"picture_shows", "withdrawn_because"},
    "ballot_result": {"text"},
    "ballot_tally": {"version"},
    "bank_refund": {"masked"},
    "campaign": {"cancel_reason"},
    "cheque": {"bank", "proof"},
    "comment": {"note"},
    "difference": {"reason"},
    "finding": {"step_title", "told_title", "told_words", "told_suggestion"},
    "funds_call": {"proof"},
    "idea": {"hidden_because"},
    "idea_merge": {"decided_because", "undone_because"},
    "idea_merge_author": {"reason"},
    "idea_version": {"reason", "sha256"},
    "draw": {"pool", "pool_hash", "report", "hitch", "void_reason"},
    "opinion": {"answer"},
    "paper_batch": {"removed_because"},
    "pledge": {"given_back_because", "refund_failure"},
    "procedure_version": {"withdrawn_because"},
    "question": {"answer", "refusal"},
    "rating_words": {"told"},
    "set_aside_vote": {"answer", "contest"},
    "remark": {"told"},
    "test_campaign": {"reply"},
    "volunteer": {"consent_version"},
    "webhook_delivery": {"body"},
}
"""What is only there in another state of the row."""


class HostileSphere(Sphere):
    """Each text column holds as much of the corpus as it can, in another order each time."""

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self.texts: Iterator[int] = cycle(range(len(CORPUS)))
        self.planted = 0

    async def add(self, db: WriteSession, table: str, *, alias: str = "", **given: object) -> Row:
        columns = SQLModel.metadata.tables[table].c.values()
        written = [one for one in columns if writable(one) and one.name not in STAYS.get(table, ())]
        hostile: dict[str, object] = {column.name: self.text(column) for column in written}
        if "names" in given:
            hostile["names"] = {"fr": self.cut(120)}
        self.planted += len(hostile)
        return await super().add(db, table, alias=alias, **{**given, **hostile})

    def text(self, column: Column[Any]) -> str:
        return self.cut(getattr(column.type, "length", None) or 6_000)

    def cut(self, most: int) -> str:
        """From the next of the corpus on, as many whole ones as there is room for."""
        first = next(self.texts)
        ordered = [*CORPUS[first:], *CORPUS[:first]]
        held = ""
        for one in ordered:
            if len(held) + len(one) < most:
                held += f"{one} "
        return held.strip() or ordered[0][:most]


def writable(column: Column[Any]) -> bool:
    if column.name in OURS or column.foreign_keys or getattr(column.type, "enum_class", None):
        return False
    return getattr(column.type, "impl", column.type).python_type is str
