"""What the page of an idea shows of its study."""

from consultations.ideas.queries import Shown
from consultations.ideas.rules import IdeaState
from consultations.processes.pages import Part
from consultations.studying.queries import owed, shown_views
from consultations.studying.words import BASES, FEASIBLE
from okote.territories.models import Territory
from payments.sessions import ReadSession


async def on_idea(db: ReadSession, territory: Territory, shown: Shown) -> Part | None:  # noqa: ARG001 (as the page asks)
    """Until when the answer is due, and once it is given what each service made of the idea."""
    idea = shown.idea
    if idea.state is IdeaState.PUBLISHED or not idea.shown:
        return None
    views = await shown_views(db, idea)
    waiting = [one for one in await owed(db, idea.id) if one.owes] if idea.state is IdeaState.STUDIED else []
    if not views and not waiting:
        return None
    said = {"views": views, "waiting": waiting, "feasible": FEASIBLE, "bases": BASES}
    return Part("consultations/studying/on_idea.html", said)
