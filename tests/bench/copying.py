"""Copies of one campaign and of one pledge: the same rows under other identifiers, by PostgreSQL's COPY.

What follows from them (digests of entries, fees) is computed by the service's own rules.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from okote.funding import accounts
from payments.ledger.rules import Draft
from payments.money import Money
from payments.simulator.fees import fee
from payments.tables import uuid7

WORDS = [
    "Verger",
    "Atelier",
    "Fournil",
    "Conserverie",
    "Jardin",
    "Moulin",
    "Passerelle",
    "Cuisine",
    "Librairie",
    "Ludothèque",
    "Recyclerie",
    "Halle",
    "Serre",
    "Orchestre",
    "Théâtre",
    "Vélo",
    "Rivière",
    "Refuge",
    "Crèche",
    "Cantine",
]
PLACES = [
    "du Quai",
    "des Tanneurs",
    "de la Gare",
    "du Ried",
    "des Remparts",
    "de l’Écluse",
    "du Port",
    "des Vignes",
]

GIVEN = Money(12_347)
"""By the one pledge that is copied: an amount that stands for nothing else in its rows."""

AMOUNTS = (500, 1000, 1500, 2000, 2500, 3000, 5000, 8000, 10000, 20000)
"""In cents."""

OF_CAMPAIGN = {
    "campaign": "id",
    "budget_line": "campaign_id",
    "team_member": "campaign_id",
    "campaign_step": "campaign_id",
    "campaign_picture": "campaign_id",
    "campaign_check": "campaign_id",
    "reward": "campaign_id",
    "commitment": "campaign_id",
    "audit_entry": "subject_id",
}
OF_DONOR = {"person": "id", "sign_in": "person_id", "conditions_acceptance": "person_id"}
OF_PLEDGE = {
    "pledge": "id",
    "payment": "subject",
    "operation": "subject",
    "ledger_entry": "reference",
}


@dataclass(frozen=True)
class Template:
    """The rows that are copied, by what they are about."""

    territory: UUID
    book: UUID
    campaign: UUID
    slug: str
    title: str
    pledge: UUID
    donor: UUID


Lines = list[str]


class Copier:
    """PostgreSQL's own COPY, out and in again; all of it is one transaction."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def out(self, table: str, column: str, *values: UUID | str) -> Lines:
        """The rows that have one of these values there, in the order of their first columns."""
        query = sql.SQL("COPY (SELECT * FROM {} WHERE {} = ANY ({}) ORDER BY 1, 2) TO STDOUT").format(
            sql.Identifier(table), sql.Identifier(column), sql.Literal(list(values))
        )
        with self.connection.cursor().copy(query) as copy:
            return b"".join(bytes(block) for block in copy).decode().splitlines()

    def columns(self, table: str) -> list[str]:
        """In the order in which COPY has them."""
        empty = self.connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(table)))
        return [one.name for one in empty.description or ()]

    def rows(self, table: str, column: str, *values: UUID | str) -> list[dict[str, str]]:
        """The same, each as COPY writes it, by the names of its columns."""
        names, lines = self.columns(table), self.out(table, column, *values)
        return [dict(zip(names, line.split("\t"), strict=True)) for line in lines]

    def into(self, table: str, lines: Iterable[str]) -> None:
        with self.connection.cursor().copy(
            sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
        ) as copy:
            for line in lines:
                copy.write(line + "\n")

    def value(self, query: str, *values: object) -> str:
        row = self.connection.execute(query, values).fetchone()
        return str(row[0]) if row else ""


def changed(line: str, whole: Mapping[str, str], parts: Mapping[str, str]) -> str:
    """Columns that are one of `whole`, and whatever holds one of `parts`."""
    line = "\t".join(whole.get(column, column) for column in line.split("\t"))
    for old, new in parts.items():
        line = line.replace(old, new)
    return line


def copy_campaigns(copier: Copier, template: Template, numbers: range) -> list[tuple[UUID, str]]:
    lines = {table: copier.out(table, column, template.campaign) for table, column in OF_CAMPAIGN.items()}
    made = [(uuid7(), f"bench-{one}", _title(one)) for one in numbers]
    for table, rows in lines.items():
        copier.into(
            table,
            (
                changed(
                    row,
                    {template.title: title, template.slug: slug}
                    | _fresh(row, template.campaign, template.territory),
                    {str(template.campaign): str(campaign)},
                )
                for campaign, slug, title in made
                for row in rows
            ),
        )
    return [(campaign, slug) for campaign, slug, _ in made]


def _fresh(row: str, *kept: UUID) -> dict[str, str]:
    """Another identifier for a row that has one of its own, in its first column."""
    first = row.partition("\t")[0]
    return {} if first in map(str, kept) or len(first) != 36 else {first: str(uuid7())}


def _title(number: int) -> str:
    word, place = WORDS[number % len(WORDS)], PLACES[number // len(WORDS) % len(PLACES)]
    return f"{word} {place} {number}"


def copy_donors(copier: Copier, template: Template, number: int) -> list[UUID]:
    mail = copier.value("SELECT email FROM person WHERE id = %s", template.donor)
    made = [uuid7() for _ in range(number)]
    for table, column in OF_DONOR.items():
        (row,) = copier.out(table, column, template.donor)
        copier.into(
            table,
            (
                changed(
                    row,
                    {mail: f"donor-{count}@courriel.example"}
                    | _fresh(row, template.donor, template.territory),
                    {str(template.donor): str(donor)},
                )
                for count, donor in enumerate(made)
            ),
        )
    return made


def copy_pledges(
    copier: Copier, template: Template, campaigns: Sequence[UUID], donors: Sequence[UUID], number: int
) -> None:
    """As many to each campaign, each by a donor who gives no other to it."""
    copies = Copies(copier, template)
    each = number // len(campaigns)
    for turn, campaign in enumerate(campaigns):
        first = turn * each
        who = [donors[(first + one) % len(donors)] for one in range(each)]
        copies.give(campaign, who)
    copies.write()


class Copies:
    """Copies of the one pledge; `stripe_ids` are what Stripe calls its parts."""

    def __init__(self, copier: Copier, template: Template) -> None:
        self.copier, self.template = copier, template
        self.rows = {
            table: copier.out(table, column, template.pledge)[0] for table, column in OF_PLEDGE.items()
        }
        entry = self.rows["ledger_entry"].split("\t")[1]
        self.rows |= dict(
            zip(
                ("posting-0", "posting-1"), copier.out("ledger_posting", "entry_id", UUID(entry)), strict=True
            )
        )
        self.entry = entry
        pledge, payment = self.rows["pledge"].split("\t"), self.rows["payment"].split("\t")
        self.payment = payment[0]
        self.operation = self.rows["operation"].split("\t")[0]
        self.stripe = [one for one in payment if "_0Local0" in one]
        self.form = pledge[4]
        self.thanks = next(one for one in pledge if one.startswith("\\\\x"))
        self.made: dict[str, list[str]] = {table: [] for table in self.rows}
        self.at_stripe: list[dict[str, str]] = []
        self.count = 0

    def give(self, campaign: UUID, donors: Iterable[UUID], *, amount: Money | None = None) -> None:
        """By each of these; what Stripe is to know is of the amount of the one pledge."""
        for donor in donors:
            parts = self._one(campaign, donor, amount or Money(AMOUNTS[self.count % len(AMOUNTS)]))
            if amount is not None:
                self.at_stripe.append(parts)

    def _one(self, campaign: UUID, donor: UUID, amount: Money) -> dict[str, str]:
        self.count += 1
        taken = Money(fee(amount.minor))
        pledge = uuid7()
        postings = accounts.pledge_paid(campaign, amount) + accounts.fee_taken(campaign, taken)
        digest = Draft("pledge-paid", postings, pledge).digest
        given = Money(fee(GIVEN.minor))
        template = self.template
        whole = {
            str(GIVEN.minor): str(amount.minor),
            str(given.minor): str(taken.minor),
            self.rows["ledger_entry"].split("\t")[3]: digest,
            self.form: str(uuid7()),
            self.thanks: f"\\\\x{sha256(pledge.bytes).hexdigest()}",
        }
        parts = {
            str(template.pledge): str(pledge),
            str(template.campaign): str(campaign),
            str(template.donor): str(donor),
            self.payment: str(uuid7()),
            self.operation: str(uuid7()),
            self.entry: str(uuid7()),
        }
        parts |= {one: f"{one[:-16]}{pledge.hex[-16:]}" for one in self.stripe}
        for table, row in self.rows.items():
            self.made[table].append(changed(row, whole, parts))
        return parts

    def write(self) -> None:
        for table, lines in self.made.items():
            self.copier.into("ledger_posting" if table.startswith("posting") else table, lines)
            lines.clear()


def known_at_stripe(store: Path, template: Sequence[str], copies: Sequence[Mapping[str, str]]) -> None:
    """The objects of the one payment, copied as its rows were."""
    with sqlite3.connect(store, timeout=60) as stripe:
        named = " OR ".join("body LIKE ?" for _ in template)
        rows = stripe.execute(
            f"SELECT id, kind, owner, body FROM object WHERE kind <> 'event' AND ({named})",  # noqa: S608 (question marks alone are put in)
            [f"%{one}%" for one in template],
        ).fetchall()
        for number, parts in enumerate(copies):
            own = {row[0]: f"{row[0][:-10]}{number:010d}" for row in rows} | parts
            stripe.executemany(
                "INSERT INTO object (id, kind, owner, body) VALUES (?, ?, ?, ?)",
                [(own[one], kind, owner, changed(body, {}, own)) for one, kind, owner, body in rows],
            )
