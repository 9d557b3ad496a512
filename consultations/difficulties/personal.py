"""What is kept about who struggles, and about who handles it; how long, and what goes."""

from sqlmodel import col, select

from consultations.difficulties.models import EMPTY, Difficulty, DifficultyDocument, DifficultyStep
from okote.feature import Forgetting, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.files.papers import kept_paper
from okote.platform.i18n import say
from okote.territories.models import Territory

_OF_IT = ((Difficulty, Difficulty.id == DifficultyStep.difficulty_id),)

RECORDS = (
    Records(
        "difficulties",
        say("The difficulties that you told"),
        of=(Difficulty.person_id,),
        fields={
            "territory": Territory.name,
            "number": Difficulty.number,
            "category": Difficulty.category,
            "difficulty": Difficulty.body,
            "answer_wanted": Difficulty.channel,
            "name": Difficulty.name,
            "telephone": Difficulty.telephone,
            "address": Difficulty.address,
            "language": Difficulty.language,
            "told_at": Difficulty.told_at,
            "state": Difficulty.state,
            "answer_due": Difficulty.answer_by,
            "closed_at": Difficulty.closed_at,
            "helped": Difficulty.helped,
            "deleted_at": Difficulty.forget_at,
        },
        joined=((Territory, Territory.id == Difficulty.territory_id),),
    ),
    Records(
        "difficulty_threads",
        say("What you and services wrote about your difficulties"),
        of=(Difficulty.person_id,),
        fields={
            "number": Difficulty.number,
            "what": DifficultyStep.kind,
            "text": DifficultyStep.words,
            "at": DifficultyStep.at,
        },
        joined=((DifficultyStep, DifficultyStep.difficulty_id == Difficulty.id),),
    ),
    Records(
        "difficulty_documents",
        say("The documents that you added to your difficulties"),
        of=(Difficulty.person_id,),
        fields={
            "number": Difficulty.number,
            "title": DifficultyDocument.title,
            "at": DifficultyDocument.added_at,
        },
        joined=((DifficultyDocument, DifficultyDocument.difficulty_id == Difficulty.id),),
    ),
    Records(
        "difficulties_entered",
        say("The difficulties that you typed for others"),
        of=(Difficulty.entered_by,),
        fields={"number": Difficulty.number, "at": Difficulty.told_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "difficulties_handled",
        say("What you did about difficulties of others"),
        of=(DifficultyStep.by,),
        fields={"number": Difficulty.number, "what": DifficultyStep.kind, "at": DifficultyStep.at},
        joined=_OF_IT,
        once_closed=ACTS_STAY,
    ),
    Records(
        "difficulty_documents_added",
        say("The documents that you added to difficulties"),
        of=(DifficultyDocument.added_by,),
        fields={"number": Difficulty.number, "at": DifficultyDocument.added_at},
        joined=((Difficulty, Difficulty.id == DifficultyDocument.difficulty_id),),
        once_closed=ACTS_STAY,
    ),
)

FORGETS = (
    Forgetting(
        "difficulty-documents",
        "Papers of difficulties, as long after the closing as the territory says, with their files",
        DifficultyDocument,
        col(DifficultyDocument.added_at),
        lambda at: col(DifficultyDocument.difficulty_id).in_(
            select(Difficulty.id).where(col(Difficulty.forget_at) <= at)
        ),
        file=kept_paper,
    ),
    Forgetting(
        "difficulty-threads",
        "What was written about difficulties, as long after the closing as the territory says",
        DifficultyStep,
        col(DifficultyStep.at),
        lambda at: col(DifficultyStep.difficulty_id).in_(
            select(Difficulty.id).where(col(Difficulty.forget_at) <= at)
        ),
    ),
    Forgetting(
        "difficulties",
        "What people struggle with, as long after the closing as the territory says; it is still counted",
        Difficulty,
        col(Difficulty.told_at),
        lambda at: (col(Difficulty.forget_at) <= at) & ~col(Difficulty.emptied),
        instead=EMPTY,
    ),
)
