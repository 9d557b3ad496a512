"""What `/design` shows of a test: each picture, with invented answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from consultations.measures.pictures.answers import groups
from consultations.measures.pictures.change import Change
from consultations.measures.pictures.crowd import Crowd, Task
from consultations.measures.pictures.findings import Journey, Weights
from consultations.measures.pictures.trend import Trend
from consultations.measures.statistics.axes import Answers, Axis, Level
from consultations.measures.statistics.open_ratings import ENOUGH, evolution
from consultations.measures.statistics.pairs import Pairs
from consultations.measures.statistics.severity import Finding, Severity
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.tasks import Outcomes
from consultations.measures.words import GRADES, OUTCOMES, QUESTIONS, SEVERITIES

FINDINGS = (
    Finding(1, "Le quotient familial n’est expliqué nulle part", Severity.BLOCKING, Share(4, 9), 1),
    Finding(2, "Le justificatif de domicile est refusé sans raison", Severity.SLOWING, Share(6, 9), 2),
    Finding(3, "Le bouton « Suite » est caché sur un téléphone", Severity.BLOCKING, Share(2, 9), 2),
    Finding(4, "Deux courriels disent deux dates différentes", Severity.ANNOYING, Share(7, 9), 4),
    Finding(5, "Les sigles ne sont pas écrits en entier", Severity.ANNOYING, Share(5, 9)),
)

STEPS = ("Trouver la page", "Remplir le formulaire", "Joindre les pièces", "Envoyer", "Recevoir la réponse")

CHANGED = Pairs(
    tuple(
        (Level(before), Level(after))
        for before, after in [(1, 3), (2, 4), (2, 4), (2, 4), (2, 5), (3, 3), (3, 5), (3, 4), (4, 3)]
    )
)

MONTHS = {
    date(2026, month, 1): Answers(counts)
    for month, counts in enumerate(
        [
            (9, 14, 20, 12, 5),
            (1, 0, 1, 1, 0),
            (0, 1, 0, 1, 1),
            (2, 3, 8, 30, 28),
            (1, 2, 6, 28, 34),
        ],
        start=3,
    )
}

VALUES: Mapping[str, Any] = {
    "questions": QUESTIONS,
    "severities": SEVERITIES,
    "crowds": {
        Axis.SIMPLICITY: Crowd(Share(7, 9)),
        Axis.EFFICIENCY: Crowd(Share(23, 30)),
        Axis.CLARITY: Crowd(Share(1, 3)),
    },
    "groups": groups(
        "Tout le monde",
        {
            "En ligne": Answers((0, 0, 1, 3, 1)),
            "Au guichet": Answers((0, 1, 0, 1, 2)),
            "Par téléphone": Answers((0, 0, 1, 0, 1)),
            "Par courrier": Answers((1, 0, 0, 0, 0)),
        },
        least=3,
    ),
    "outcomes": OUTCOMES,
    "tasks": [
        Task("Inscrire un enfant", Outcomes(done=4, helped=1, abandoned=0, not_tried=0)),
        Task("Joindre un justificatif", Outcomes(done=2, helped=1, abandoned=1, not_tried=1)),
    ],
    "journey": Journey(STEPS, FINDINGS, {1: Share(4, 9), 2: Share(7, 9), 4: Share(7, 9)}),
    "weights": Weights(FINDINGS),
    "grades": GRADES,
    "enough": ENOUGH,
    "trends": {
        "Carte de stationnement": Trend(evolution(MONTHS, least=5)),
        "Inscription à la cantine": Trend(evolution({date(2026, 10, 1): Answers((2, 3, 5, 12, 9))}, least=5)),
    },
    "change": Change(CHANGED),
}
