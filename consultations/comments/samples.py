"""What `/design` shows of a thread: each state of a comment, with invented words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from consultations.comments.models import Comment
from consultations.comments.queries import Shown
from consultations.comments.rules import Stance
from consultations.comments.words import STANCES, TONES

AT = datetime(2026, 11, 19, 17, 5, tzinfo=UTC)
SUBJECT = UUID(int=1)


def _said(number: int, body: str, stance: Stance | None = None, **others: Any) -> Comment:
    about: dict[str, Any] = dict.fromkeys(("territory_id", "subject_id", "person_id"), SUBJECT)
    return Comment(
        id=UUID(int=number),
        kind="idea",
        body=body,
        stance=stance,
        language="fr",
        written_at=AT,
        **about,
        **others,
    )


ROWS = (
    Shown(
        _said(2, "Un banc à l’ombre changerait ses matins.", Stance.FOR, public_name="Louise Amsel"),
        agreed=6,
        answers=(
            Shown(_said(3, "La boulangère n’y voit pas d’inconvénient.", parent_id=UUID(int=2)), 0),
            Shown(_said(4, "Il y a déjà un muret.", parent_id=UUID(int=2), author_left=True), 1),
        ),
        more=2,
    ),
    Shown(
        _said(
            5,
            "Le trottoir fait un mètre vingt.",
            Stance.AGAINST,
            public_name="Mehdi Kern",
            edited_at=AT,
            note="Un mètre quarante : je l’ai mesuré depuis.",
            noted_at=AT,
        ),
        agreed=1,
        mine=True,
    ),
    Shown(
        _said(6, "Retiré.", Stance.NEUTRAL, withdrawn_at=AT),
        0,
        answers=(Shown(_said(7, "Pourquoi ?", parent_id=UUID(int=6)), 0),),
    ),
)

VALUES: Mapping[str, Any] = {"rows": ROWS, "labels": STANCES, "tones": TONES}
