"""What people discuss, report and follow: each subject is named here, and by none of those rooms."""

from pathlib import Path

from consultations.comments import followed as comments_told
from consultations.comments import invariants as of_comments
from consultations.comments import kept as comments_kept
from consultations.comments import messages as comment_messages
from consultations.comments import moderated as comments_moderated
from consultations.comments import pages as comment_pages
from consultations.comments import personal as about_comments
from consultations.comments import rooms as comments
from consultations.comments import samples as comment_samples
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
from consultations.moderation import messages as moderation_messages
from consultations.moderation import pages as moderation_pages
from consultations.moderation import personal as about_moderation
from consultations.moderation import rooms as moderation
from consultations.moderation.service import accounts
from okote.feature import Feature, Place, Samples, Section
from okote.identity.events import AccountClosed
from okote.identity.permissions import anyone, signed_in
from okote.platform.i18n import say

_FOLLOWING = following.rooms(
    kinds=(ideas_discussed.FOLLOWED,), sorts=(*comments_told.TOLD, *ideas_discussed.TOLD)
)

HERE = Path(__file__).parent

ROOM = Feature(
    name="discussion",
    controllers=(
        *moderation.routes(ideas_moderated.MODERATED, comments_moderated.MODERATED),
        *comments.routes(ideas_discussed.COMMENTED),
        *_FOLLOWING.routes,
    ),
    jobs=(*letters.JOBS, *_FOLLOWING.jobs),
    subscriptions={
        **moderation.SUBSCRIPTIONS,
        CommentShown: (comments_told.on_comment_shown,),
        AccountClosed: (
            commenting.on_account_closed,
            accounts.on_account_closed,
            follows.on_account_closed,
        ),
    },
    invariants=(*of_moderation.INVARIANTS, *of_comments.INVARIANTS, *of_following.INVARIANTS),
    sections=(
        Section(Place.ACCOUNT, say("My comments"), comment_pages.MINE, signed_in),
        Section(Place.ACCOUNT, say("What I follow"), follow_pages.MINE, signed_in),
        Section(Place.ACCOUNT, say("Reports and decisions"), concerned.MINE, signed_in),
        Section(Place.FOOTER, say("Rules of conduct and moderation"), moderation_pages.MODERATION, anyone),
        *desk.SECTIONS,
    ),
    templates=tuple(HERE / room / "templates" for room in ("moderation", "comments", "following")),
    messages={**moderation_messages.MESSAGES, **comment_messages.MESSAGES},
    personal_data=(*about_moderation.RECORDS, *about_comments.RECORDS, *about_following.RECORDS),
    mails=(*letters.KINDS, digest.DIGEST),
    deeds=deeds.DEEDS,
    datasets=datasets.DATASETS,
    kept=(*moderation_kept.KEPT, *comments_kept.KEPT, *following_kept.KEPT),
    impersonal=moderation_kept.IMPERSONAL,
    forgets=(*about_moderation.FORGETS, *about_comments.FORGETS, *about_following.FORGETS),
    limits=(*moderation.LIMITS, *commenting.LIMITS),
    samples=(
        Samples(
            "comments",
            say("Comments in a thread"),
            "consultations/comments/design.html",
            comment_samples.VALUES,
        ),
    ),
)
