"""What is kept about who proposes, supports, answers and moderates."""

from datetime import timedelta

from sqlalchemy import and_, or_
from sqlmodel import col

from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.authors.service import WAITS
from consultations.ideas.drafts.models import IdeaDraft
from consultations.ideas.files.models import IdeaFile
from consultations.ideas.files.service import kept_file
from consultations.ideas.models import Idea, IdeaStep, IdeaSupport
from consultations.ideas.versions.models import IdeaVersion
from consultations.services.models import Service
from okote.feature import Forgetting, Records
from okote.platform.i18n import say
from okote.territories.models import Territory

_ACTS = say("What you did for the administration stays, since others rely on it; it no longer leads to you.")

RECORDS = (
    Records(
        "ideas",
        say("The ideas that you proposed"),
        of=(Idea.person_id,),
        fields={
            "territory": Territory.name,
            "public_name": Idea.public_name,
            "number": Idea.number,
            "title": Idea.title,
            "idea": Idea.body,
            "language": Idea.language,
            "address": Idea.address,
            "latitude": Idea.latitude,
            "longitude": Idea.longitude,
            "proposed_at": Idea.proposed_at,
            "state": Idea.state,
            "taken_back_at": Idea.withdrawn_at,
            "hidden_at": Idea.hidden_at,
            "hidden_because": Idea.hidden_because,
        },
        joined=((Territory, Territory.id == Idea.territory_id),),
        once_closed=say(
            "Your ideas stay without your name, since others support them; those that you took back go."
        ),
    ),
    Records(
        "idea_drafts",
        say("The ideas that you are writing"),
        of=(IdeaDraft.person_id,),
        fields={
            "title": IdeaDraft.title,
            "idea": IdeaDraft.body,
            "public_name": IdeaDraft.public_name,
            "language": IdeaDraft.language,
            "address": IdeaDraft.address,
            "latitude": IdeaDraft.latitude,
            "longitude": IdeaDraft.longitude,
            "begun_at": IdeaDraft.begun_at,
            "kept_at": IdeaDraft.kept_at,
        },
    ),
    Records(
        "idea_versions",
        say("The versions of ideas that you wrote"),
        of=(IdeaVersion.by,),
        fields={
            "idea": Idea.title,
            "version": IdeaVersion.number,
            "said": IdeaVersion.content,
            "at": IdeaVersion.at,
            "reason": IdeaVersion.reason,
        },
        joined=((Idea, Idea.id == IdeaVersion.idea_id),),
        once_closed=say("They stay with the idea, without your name: whoever supported one can read it."),
    ),
    Records(
        "idea_co_authors",
        say("The ideas that you write with others, and whom you invited"),
        of=(IdeaAuthor.person_id, IdeaAuthor.invited_by),
        fields={
            "idea": Idea.title,
            "public_name": IdeaAuthor.public_name,
            "invited_at": IdeaAuthor.invited_at,
            "accepted_at": IdeaAuthor.accepted_at,
            "left_at": IdeaAuthor.left_at,
        },
        joined=((Idea, Idea.id == IdeaAuthor.idea_id),),
        once_closed=say("That somebody wrote with others stays with the idea, without a name."),
    ),
    Records(
        "ideas_entered",
        say("The ideas that you typed at the counter"),
        of=(Idea.entered_by,),
        fields={"idea": Idea.title, "number": Idea.number, "at": Idea.proposed_at},
        once_closed=_ACTS,
    ),
    Records(
        "idea_supports",
        say("The ideas that you support"),
        of=(IdeaSupport.person_id,),
        fields={"idea": Idea.title, "since": IdeaSupport.since, "version": IdeaSupport.version},
        joined=((Idea, Idea.id == IdeaSupport.idea_id),),
    ),
    Records(
        "ideas_hidden",
        say("The ideas that you took down"),
        of=(Idea.hidden_by,),
        fields={
            "idea": Idea.title,
            "hidden_at": Idea.hidden_at,
            "hidden_because": Idea.hidden_because,
        },
        once_closed=_ACTS,
    ),
    Records(
        "idea_answers",
        say("The ideas that you entrusted to services, or answered"),
        of=(IdeaStep.by,),
        fields={
            "idea": Idea.title,
            "service": Service.name,
            "state": IdeaStep.state,
            "answer": IdeaStep.answer,
            "at": IdeaStep.at,
        },
        joined=((Idea, Idea.id == IdeaStep.idea_id), (Service, Service.id == IdeaStep.service_id)),
        once_closed=_ACTS,
    ),
)

TAKEN_BACK_KEPT = timedelta(days=30)
"""While a moderator may still have to look into what was said of it."""

DRAFTS_KEPT = timedelta(days=90)
"""After somebody last wrote on it."""

FORGETS = (
    Forgetting(
        "idea-drafts",
        "Ideas that somebody began to write, 90 days after they last wrote on them",
        IdeaDraft,
        col(IdeaDraft.kept_at),
        lambda at: col(IdeaDraft.kept_at) <= at - DRAFTS_KEPT,
    ),
    Forgetting(
        "idea-files",
        "Pictures and documents of ideas that were taken away, or of ideas and drafts that are gone, at once",
        IdeaFile,
        col(IdeaFile.added_at),
        lambda at: or_(
            col(IdeaFile.removed_at) <= at,
            and_(col(IdeaFile.draft_id).is_(None), col(IdeaFile.idea_id).is_(None)),
        ),
        file=kept_file,
    ),
    Forgetting(
        "idea-invitations",
        "Invitations to write an idea together that nobody answered, after 30 days",
        IdeaAuthor,
        col(IdeaAuthor.invited_at),
        lambda at: and_(col(IdeaAuthor.email).is_not(None), col(IdeaAuthor.invited_at) <= at - WAITS),
    ),
    Forgetting(
        "ideas-taken-back",
        "Ideas that were taken back, after 30 days",
        Idea,
        col(Idea.withdrawn_at),
        lambda at: col(Idea.withdrawn_at) <= at - TAKEN_BACK_KEPT,
    ),
)
