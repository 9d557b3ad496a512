"""What of comments is told to those who follow a subject, and to whoever was answered."""

from consultations.comments.events import CommentShown
from consultations.comments.models import Comment
from consultations.comments.queries import still_shown
from consultations.following.service import tell
from consultations.following.subjects import Told
from okote.platform.i18n import say_count
from payments.sessions import WriteSession

COMMENT = "comment"
ANSWER = "answer"

TOLD = (
    Told(COMMENT, say_count("%(num)s new comment", "%(num)s new comments"), still_shown),
    Told(ANSWER, say_count("%(num)s answer to your comment", "%(num)s answers to your comment"), still_shown),
)


async def on_comment_shown(db: WriteSession, event: CommentShown) -> None:
    """Whoever is answered is told so apart from those who follow."""
    one = await db.get_one(Comment, event.comment)
    about = (one.territory_id, one.kind, one.subject_id)
    await tell(db, *about, COMMENT, one.id, by=one.person_id)
    if one.parent_id is not None:
        answered = await db.get_one(Comment, one.parent_id)
        await tell(db, *about, ANSWER, one.id, by=one.person_id, only=answered.person_id)
