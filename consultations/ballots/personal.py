"""What is kept about who writes ballots, votes openly, annuls votes; of a sealed vote nothing leads back."""

from datetime import datetime
from typing import Any

from sqlmodel import and_, col, exists

from consultations.ballots.models import AnnulledVote, Ballot, OpenVote
from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.personal import lines_over
from okote.feature import Forgetting, Kept, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CLOSING, CONTRACT, INTEREST, ROLES

VOTERS = say("People who vote")

_OF_BALLOT = ((Ballot, Ballot.id == AnnulledVote.ballot_id),)
_ANNULLED = {"title": Ballot.title, "reason": AnnulledVote.reason, "at": AnnulledVote.at}

RECORDS = (
    Records(
        "open_votes",
        say("Your votes in open ballots, by the numbers of what you chose"),
        of=(OpenVote.person_id,),
        fields={"title": Ballot.title, "answer": OpenVote.choices, "at": OpenVote.at},
        joined=((Ballot, Ballot.id == OpenVote.ballot_id),),
        once_closed=say(
            "Votes in ballots that are still open go; those that are over stay counted, and no longer lead to"
            " you."
        ),
    ),
    Records(
        "ballots",
        say("The ballots that you wrote"),
        of=(Ballot.created_by,),
        fields={"title": Ballot.title, "created_at": Ballot.created_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "votes_annulled",
        say("The votes that you asked to annul"),
        of=(AnnulledVote.asked_by,),
        fields=_ANNULLED,
        joined=_OF_BALLOT,
        once_closed=ACTS_STAY,
    ),
    Records(
        "annulments_approved",
        say("The annulments of votes that you approved"),
        of=(AnnulledVote.approved_by,),
        fields=_ANNULLED,
        joined=_OF_BALLOT,
        once_closed=ACTS_STAY,
    ),
)

UNFINDABLE = (
    say(
        "What you chose in a sealed vote: it lies in an urn without a name, and nothing that is kept leads"
        " from you to it. So nobody can show it to you, correct it or erase it, whoever asks. “My votes” says"
        " in which sealed votes you are on the roll."
    ),
)

KEPT = (
    Kept(
        say(
            "That you voted in a sealed ballot, by a key on its roll, with the way and the day; and in its"
            " urn votes that lead to nobody"
        ),
        say("So that everyone votes once, to count the votes, and to answer whoever contests the result"),
        CONTRACT,
        say(
            "Until 90 days after the result is published. Then nothing of it is left, so that nothing of it"
            " is in what you ask us for"
        ),
        VOTERS,
        {
            "roll.mark": "ballot_id voter channel day booth",
            "urn.vote": "id ballot_id choices code receipt told sealed annulled batch",
            "urn.struck": "ballot_id receipt",
            "urn.turned": "id ballot_id choices code receipt told sealed annulled batch",
            "urn.typed": "batch turn line said",
            "urn.batch": "id",
        },
        ("consultations.ballots.emptying.empty",),
    ),
    Kept(
        say("Your votes in open ballots"),
        say("To count them, and to let you change yours"),
        CONTRACT,
        say("As long as the result; they go if you close your account while the ballot is open"),
        ACCOUNTS,
        {"open_vote": "ballot_id person_id choices at"},
        ("consultations.ballots.voting.take_back", CLOSING),
    ),
    Kept(
        say("Who wrote a ballot, and who annulled a vote"),
        say("So that it can be checked later"),
        INTEREST,
        say("As long as the ballots; without your name once you close your account"),
        ROLES,
        {
            "ballot": "created_by",
            "annulled_vote": "id ballot_id receipt reason asked_by approved_by at",
        },
        (CLOSING,),
    ),
)

IMPERSONAL = {
    "ballot": (
        "id territory_id process_id phase_id title question mode input least most points points_most rule "
        "utility completion step_minor start winners support_least currency ties lot_source lot conditions "
        "smallest_group digest key_check created_at announced_at closed_at closed_stamp counted_at "
        "published_at published_stamp emptied_at"
    ),
    "ballot_envelope": "ballot_id position name place_id amount_minor",
    "ballot_option": (
        "id ballot_id position title body cost_minor envelope place_id idea_id picture "
        "picture_shows withdrawn_at withdrawn_because"
    ),
    "receipt_link": "ballot_id number day size previous_hash hash",
    "receipt": "ballot_id receipt struck number",
}


def _over_and_unused(at: datetime) -> Any:
    """By their line somebody is known to have voted: with that of a newer list alone, they could again."""
    voted = exists().where(
        col(Ballot.territory_id) == CensusEntry.territory_id,
        col(Ballot.announced_at).is_not(None),
        col(Ballot.closed_at).is_(None),
    )
    return and_(lines_over(at), ~voted)


FORGETS = (
    Forgetting(
        "census-lines",
        "The lines of a list of residents that was replaced 30 days ago or is no longer kept, once no"
        " ballot is announced and not closed yet",
        CensusEntry,
        col(CensusEntry.added_at),
        _over_and_unused,
    ),
)
