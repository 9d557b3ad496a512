"""What `/design` shows of a vote: its minutes and each picture of its results, with invented votes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from consultations.ballots.minutes.rules import (
    Annulled,
    Minutes,
    Option,
    Receipts,
    Removed,
    Signature,
    Urn,
    Way,
)
from consultations.ballots.pictures.money import Compared, Covered, Reached, Spent
from consultations.ballots.pictures.options import Received
from consultations.ballots.pictures.turnout import Place, Places, Turnout
from consultations.ballots.rules import Channel
from consultations.ballots.words import CHANNELS
from consultations.measures.statistics.shares import Share
from payments.money import Money

CLOSED = datetime(2026, 11, 15, 23, tzinfo=UTC)
SIGNED = datetime(2026, 11, 16, 9, 40, tzinfo=UTC)
LEAST = 5

OPTIONS = (
    Option(1, "Un jardin partagé derrière la médiathèque", 412, cost_minor=1_850_000, won=True),
    Option(2, "Des bancs à l’ombre quai des Tanneurs", 371, cost_minor=650_000, won=True),
    Option(3, "Un abri pour vélos à la gare", 298, cost_minor=4_200_000),
    Option(4, "Une fontaine à eau dans chaque école", 260, cost_minor=960_000, won=True),
    Option(5, "Un terrain de pétanque éclairé", 121, cost_minor=1_400_000, withdrawn=True),
    Option(6, "Des nichoirs pour les mésanges", 96, cost_minor=80_000, won=True),
    Option(7, "Une passerelle sur la Zorn", 44, cost_minor=5_800_000),
)

MINUTES = Minutes(
    title="Budget participatif 2026",
    question="Quels projets voulez-vous voir financés\u00a0? Choisissez-en trois au plus.",
    opened=datetime(2026, 10, 31, 23, tzinfo=UTC),
    closed=CLOSED,
    registered=3_240,
    ways=(
        Way(Channel.WEB, received=611, voted=611, into_urn=611),
        Way(Channel.CODE, received=84, voted=84, into_urn=84),
        Way(Channel.ASSISTED, received=3, voted=3, into_urn=3),
        Way(
            Channel.PAPER,
            72,
            voted=68,
            into_urn=63,
            set_aside=4,
            spoiled=2,
            over_voted=2,
            unreadable=1,
            batch="1",
        ),
    ),
    urn=Urn(found=761, blank=14, annulled=2, valid=745),
    annulled=(Annulled("Cartes d’accès volées, signalées par leurs titulaires", 2),),
    removed=(Removed("2", 40, "Total compté différent du total annoncé par le bureau"),),
    options=OPTIONS,
    most=3,
    closed_by=(
        Signature("Louise Amsel", "présidente du bureau", SIGNED),
        Signature("Mehdi Kern", "scrutateur", SIGNED),
    ),
    signed_by=(
        Signature("Louise Amsel", "présidente du bureau", SIGNED),
        Signature("Mehdi Kern", "scrutateur", SIGNED),
    ),
    options_hash="3f0c9a5be1d84a7726c1f0b4e9d2a6c85b7e13f49086adc2e57b1d90c4a8f362",
    version="Okoté 1.0",
    drawn_up=date(2026, 11, 16),
    least=LEAST,
    receipts=Receipts(38, "c21e70b95d3f4a8816ea0b7c9d52f6431be8a07f65d4c39218f7ea60b5d3941c"),
)

SENTENCES: Mapping[str, Sequence[str]] = {
    "won": (
        "Financé\u00a0: 412 personnes l’ont soutenu. 371 ont payé 46,10\u00a0€ de leur part.",
        "Les 41 autres, qui avaient moins, ont payé tout ce qui leur restait.",
    ),
    "lost": (
        "Non financé\u00a0: il manquait 30\u00a0097,60\u00a0€.",
        "Ses 298 soutiens n’avaient plus que 11\u00a0902,40\u00a0€.",
        "Il aurait fallu 385 votes de plus.",
    ),
    "rule": ("Parts égales\u00a0: chaque votante et chaque votant dispose de la même part du budget.",),
    "ties": (),
}

VALUES: Mapping[str, Any] = {
    "channels": CHANNELS,
    "minutes": MINUTES,
    "received_few": Received(OPTIONS),
    "received_many": Received(
        [
            Option(at, f"Projet n° {at}", max(2, 900 // at - at), won=at % 4 == 1 and at < 60)
            for at in range(1, 81)
        ],
        drawn=2,
    ),
    "turnout": Turnout(MINUTES),
    "places": Places(
        [
            Place("Rivemont", 388, 1_510),
            Place("Haute-Zorn", 241, 980),
            Place("Les Trois-Moulins", 137, 738),
            Place("Le Hameau", 3, 12),
        ],
        LEAST,
    ),
    "won": Covered(
        cost=Money.of(18_500),
        supporters=412,
        alike=371,
        each=Money.of("46.10"),
        alike_paid=Money.of("17103.10"),
    ),
    "lost": Covered(cost=Money.of(42_000), supporters=298, left=Money.of("11902.40")),
    "spent": Spent(
        Money.of(60_000),
        [(one.title, Money(one.cost_minor)) for one in OPTIONS if one.won and one.cost_minor is not None],
    ),
    "compared": Compared(
        ours=[one.title for one in OPTIONS if one.won],
        theirs=[OPTIONS[0].title, OPTIONS[1].title, OPTIONS[4].title],
    ),
    "sentences": SENTENCES,
    "reached": Reached(Share(689, 745), Share(521, 745)),
}
