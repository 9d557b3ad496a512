"""What is kept about who answered how much there is to fear for a ballot."""

from consultations.ballots.level.models import BallotLevel
from consultations.ballots.models import Ballot
from okote.feature import Kept, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.explained import INTEREST, ROLES

RECORDS = (
    Records(
        "ballot_levels",
        say("What you answered about how much there is to fear for a ballot"),
        of=(BallotLevel.answered_by,),
        fields={"title": Ballot.title, "answers": BallotLevel.answers, "at": BallotLevel.at},
        joined=((Ballot, Ballot.id == BallotLevel.ballot_id),),
        once_closed=ACTS_STAY,
    ),
)

KEPT = (
    Kept(
        say("Who answered how much there is to fear for a ballot"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the ballots; without your name once you close your account"),
        ROLES,
        {"ballot_level": "id ballot_id edition answers level answered_by at"},
        ("okote.identity.account.closing.close_account",),
    ),
)
