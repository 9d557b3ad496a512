"""What is kept about who signs for a ballot, and who named them."""

from sqlalchemy import and_
from sqlmodel import col

from consultations.ballots.models import Ballot
from consultations.ballots.scrutineers.models import BallotScrutineer
from consultations.ballots.scrutineers.rules import WAITS
from okote.feature import Forgetting, Kept, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.explained import CLOSING, INTEREST, ROLES

_OF_BALLOT = ((Ballot, Ballot.id == BallotScrutineer.ballot_id),)

RECORDS = (
    Records(
        "ballots_signed_for",
        say("The votes that you were named to sign for"),
        of=(BallotScrutineer.person_id,),
        fields={
            "title": Ballot.title,
            "public_name": BallotScrutineer.name,
            "at": BallotScrutineer.confirmed_at,
        },
        joined=_OF_BALLOT,
        once_closed=say("That a vote was signed stays, without your name."),
    ),
    Records(
        "scrutineers_named",
        say("The votes for which you named who signs"),
        of=(BallotScrutineer.named_by,),
        fields={"title": Ballot.title, "at": BallotScrutineer.named_at},
        joined=_OF_BALLOT,
        once_closed=ACTS_STAY,
    ),
)

KEPT = (
    Kept(
        say("Who is named to sign for a vote, in which quality, and by whom"),
        say("So that two people close a vote and publish its result, and everyone reads who they were"),
        INTEREST,
        say(
            "An address until it is answered, 30 days at most; who signs as long as the ballots, without"
            " their name once they close their account"
        ),
        ROLES,
        {
            "ballot_scrutineer": (
                "id territory_id ballot_id outside name email secret_hash named_by named_at person_id"
                " confirmed_at"
            )
        },
        ("ballot-scrutineers", CLOSING),
    ),
)

FORGETS = (
    Forgetting(
        "ballot-scrutineers",
        "Invitations to sign for a ballot that nobody answered, after 30 days",
        BallotScrutineer,
        col(BallotScrutineer.named_at),
        lambda at: and_(
            col(BallotScrutineer.email).is_not(None), col(BallotScrutineer.named_at) <= at - WAITS
        ),
    ),
)
