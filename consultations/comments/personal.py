"""What is kept about who comments, and for how long."""

from datetime import timedelta

from sqlmodel import and_, col

from consultations.comments.models import Comment, CommentAgreement, CommentVersion
from consultations.comments.rules import CLOSE
from okote.feature import Forgetting, Records
from okote.platform.i18n import say
from okote.territories.models import Territory

RECORDS = (
    Records(
        "comments",
        say("Your comments"),
        of=(Comment.person_id,),
        fields={
            "territory": Territory.name,
            "about": Comment.kind,
            "public_name": Comment.public_name,
            "stance": Comment.stance,
            "text": Comment.body,
            "correction": Comment.note,
            "language": Comment.language,
            "written_at": Comment.written_at,
            "changed_at": Comment.edited_at,
            "taken_back_at": Comment.withdrawn_at,
            "hidden_at": Comment.hidden_at,
        },
        joined=((Territory, Territory.id == Comment.territory_id),),
        once_closed=say("Your comments stay without your name, since others answered; those taken back go."),
    ),
    Records(
        "comment_versions",
        say("What your comments said before you changed them"),
        of=(Comment.person_id,),
        fields={"text": CommentVersion.body, "since": CommentVersion.at},
        joined=((CommentVersion, CommentVersion.comment_id == Comment.id),),
    ),
    Records(
        "comment_agreements",
        say("The comments with which you agree"),
        of=(CommentAgreement.person_id,),
        fields={"text": Comment.body, "since": CommentAgreement.since},
        joined=((Comment, Comment.id == CommentAgreement.comment_id),),
    ),
)

VERSIONS_KEPT = timedelta(days=365)
"""While somebody may still have to decide on what stood there."""

FORGETS = (
    Forgetting(
        "comments-taken-back",
        "The words of comments that were taken back, after 30 days",
        Comment,
        col(Comment.withdrawn_at),
        lambda at: and_(col(Comment.withdrawn_at) <= at - CLOSE, col(Comment.body) != ""),
        instead={"body": "", "note": None, "noted_at": None, "public_name": None},
    ),
    Forgetting(
        "comment-versions",
        "What comments said before they were changed, after a year",
        CommentVersion,
        col(CommentVersion.at),
        lambda at: col(CommentVersion.at) <= at - VERSIONS_KEPT,
    ),
)
