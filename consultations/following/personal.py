"""What is kept about who follows what, and for how long."""

from datetime import timedelta

from sqlmodel import col

from consultations.following.models import Digest, SubjectFollow, SubjectNews
from okote.feature import Forgetting, Records
from okote.platform.i18n import say
from okote.territories.models import Territory

RECORDS = (
    Records(
        "subject_follows",
        say("The ideas and other subjects that you follow, or want to hear no more of"),
        of=(SubjectFollow.person_id,),
        fields={
            "territory": Territory.name,
            "kind": SubjectFollow.kind,
            "number": SubjectFollow.subject_id,
            "since": SubjectFollow.since,
            "ended_at": SubjectFollow.ended_at,
        },
        joined=((Territory, Territory.id == SubjectFollow.territory_id),),
    ),
    Records(
        "digests",
        say("How far you were told by mail of what is new"),
        of=(Digest.person_id,),
        fields={"territory": Territory.name, "looked_at": Digest.looked_at, "sent_at": Digest.sent_at},
        joined=((Territory, Territory.id == Digest.territory_id),),
    ),
    Records(
        "subject_news",
        say("What is still to be told to you, or was new because of you"),
        of=(SubjectNews.person_id, SubjectNews.by),
        fields={"sort": SubjectNews.sort, "kind": SubjectNews.kind, "at": SubjectNews.at},
    ),
)

NEWS_KEPT = timedelta(days=60)
"""Twice as long as it is told."""

FORGETS = (
    Forgetting(
        "subject-news",
        "What was new of subjects that people follow, after 60 days",
        SubjectNews,
        col(SubjectNews.at),
        lambda at: col(SubjectNews.at) <= at - NEWS_KEPT,
    ),
)
