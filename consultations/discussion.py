"""What people discuss, report and follow: each subject is named here, and by none of those rooms."""

from consultations.comments import followed as comments_told
from consultations.comments import invariants as of_comments
from consultations.comments import kept as comments_kept
from consultations.comments import moderated as comments_moderated
from consultations.comments import pages as comment_pages
from consultations.comments import personal as about_comments
from consultations.comments import rooms as comments
from consultations.comments import service as commenting
from consultations.comments.events import CommentShown
from consultations.following import digest
from consultations.following import invariants as of_following
from consultations.following import kept as following_kept
from consultations.following import pages as follow_pages
from consultations.following import personal as about_following
from consultations.following import rooms as following
from consultations.following import service as follows
from consultations.ideas import commented as ideas_discussed
from consultations.ideas import moderated as ideas_moderated
from consultations.moderation import backoffice as desk
from consultations.moderation import concerned, datasets, deeds, letters
from consultations.moderation import invariants as of_moderation
from consultations.moderation import kept as moderation_kept
from consultations.moderation import pages as moderation_pages
from consultations.moderation import personal as about_moderation
from consultations.moderation import rooms as moderation
from consultations.moderation.service import accounts
from okote.feature import Place, Section
from okote.identity.permissions import anyone, signed_in
from okote.platform.events import Subscriptions
from okote.platform.i18n import say

_FOLLOWING = following.rooms(
    kinds=(ideas_discussed.FOLLOWED,), sorts=(*comments_told.TOLD, *ideas_discussed.TOLD)
)

ROUTES = (
    *moderation.routes(ideas_moderated.MODERATED, comments_moderated.MODERATED),
    *comments.routes(ideas_discussed.COMMENTED),
    *_FOLLOWING.routes,
)
JOBS = (*letters.JOBS, *_FOLLOWING.jobs)
SUBSCRIPTIONS: Subscriptions = {**moderation.SUBSCRIPTIONS, CommentShown: (comments_told.on_comment_shown,)}
ON_ACCOUNT_CLOSED = (commenting.on_account_closed, accounts.on_account_closed, follows.on_account_closed)
INVARIANTS = (*of_moderation.INVARIANTS, *of_comments.INVARIANTS, *of_following.INVARIANTS)
SECTIONS = (
    Section(Place.ACCOUNT, say("My comments"), comment_pages.MINE, signed_in),
    Section(Place.ACCOUNT, say("What I follow"), follow_pages.MINE, signed_in),
    Section(Place.ACCOUNT, say("Reports and decisions"), concerned.MINE, signed_in),
    Section(Place.FOOTER, say("Rules of conduct and moderation"), moderation_pages.MODERATION, anyone),
    *desk.SECTIONS,
)
RECORDS = (*about_moderation.RECORDS, *about_comments.RECORDS, *about_following.RECORDS)
FORGETS = (*about_moderation.FORGETS, *about_comments.FORGETS, *about_following.FORGETS)
KEPT = (*moderation_kept.KEPT, *comments_kept.KEPT, *following_kept.KEPT)
IMPERSONAL = moderation_kept.IMPERSONAL
MAILS = (*letters.KINDS, digest.DIGEST)
DEEDS = deeds.DEEDS
DATASETS = datasets.DATASETS
LIMITS = (*moderation.LIMITS, *commenting.LIMITS)
ROOMS = ("moderation", "comments", "following")
"""That have templates."""
