"""What a territory's own systems may be told of mergings: which ideas, and nobody's name."""

from uuid import UUID

from consultations.ideas.queries import replacing
from consultations.merging.events import IdeasMerged, IdeaSplitUp, MergeUndone
from consultations.merging.models import IdeaMerge, IdeaSplit
from consultations.merging.service import source_ids
from okote.feature import Announced, WebhookKind
from okote.platform.i18n import say
from payments.sessions import ReadSession


async def _of_merge(db: ReadSession, merge_id: UUID) -> Announced:
    merge = await db.get_one(IdeaMerge, merge_id)
    data = {
        "merge": str(merge.id),
        "idea": str(merge.idea_id) if merge.idea_id else None,
        "sources": [str(one) for one in await source_ids(db, merge.id)],
    }
    return Announced(merge.territory_id, f"/ideas/merges/{merge.id}", data)


async def _merged(db: ReadSession, event: IdeasMerged | MergeUndone) -> Announced:
    return await _of_merge(db, event.merge)


async def _split(db: ReadSession, event: IdeaSplitUp) -> Announced:
    split = await db.get_one(IdeaSplit, event.split)
    parts = [str(one.id) for one in await replacing(db, split.idea_id)]
    return Announced(
        split.territory_id, f"/ideas/{split.idea_id}", {"idea": str(split.idea_id), "parts": parts}
    )


_IDEA = "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f52"
_OTHER = "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f53"
_MERGE = "019b2a66-5a3e-7c1d-8f00-6b1d2c3e4f54"
_SAID = {"merge": _MERGE, "idea": _IDEA, "sources": [_OTHER, _MERGE], "path": f"/ideas/merges/{_MERGE}"}

KINDS = (
    WebhookKind("ideas.merged", say("Ideas that say the same were merged"), (IdeasMerged,), _merged, _SAID),
    WebhookKind("ideas.unmerged", say("A merging of ideas was taken back"), (MergeUndone,), _merged, _SAID),
    WebhookKind(
        "idea.split",
        say("An idea was split"),
        (IdeaSplitUp,),
        _split,
        {"idea": _IDEA, "parts": [_OTHER, _MERGE], "path": f"/ideas/{_IDEA}"},
    ),
)
