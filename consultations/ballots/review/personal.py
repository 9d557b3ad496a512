"""What is kept about whoever's vote was set aside, and about who did and decided."""

from consultations.ballots.models import Ballot
from consultations.ballots.review.models import SetAsideVote
from okote.feature import Kept, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.explained import ACCOUNTS, CLOSING, INTEREST, ROLES

_OF_BALLOT = ((Ballot, Ballot.id == SetAsideVote.ballot_id),)

RECORDS = (
    Records(
        "votes_set_aside",
        say("Your votes that were set aside before the count"),
        of=(SetAsideVote.person_id,),
        fields={
            "title": Ballot.title,
            "sign": SetAsideVote.sign,
            "reason": SetAsideVote.words,
            "at": SetAsideVote.at,
            "words": SetAsideVote.contest,
            "decision": SetAsideVote.verdict,
            "answer": SetAsideVote.answer,
            "decided_at": SetAsideVote.decided_at,
        },
        joined=_OF_BALLOT,
        once_closed=say(
            "That a vote was set aside, and why, stays with the count and no longer leads to you; what you"
            " wrote to contest it goes."
        ),
    ),
    Records(
        "votes_set_aside_by_me",
        say("The votes that you set aside before the count"),
        of=(SetAsideVote.set_by,),
        fields={"title": Ballot.title, "sign": SetAsideVote.sign, "at": SetAsideVote.at},
        joined=_OF_BALLOT,
        once_closed=ACTS_STAY,
    ),
    Records(
        "votes_set_aside_decided",
        say("What you decided on votes that were set aside"),
        of=(SetAsideVote.decided_by,),
        fields={
            "title": Ballot.title,
            "decision": SetAsideVote.verdict,
            "answer": SetAsideVote.answer,
            "at": SetAsideVote.decided_at,
        },
        joined=_OF_BALLOT,
        once_closed=ACTS_STAY,
    ),
)

KEPT = (
    Kept(
        say("That your vote in an open ballot was set aside before the count, why, and what you answered"),
        say("To tell you, to hear you, and so that the count can be checked later"),
        INTEREST,
        say("As long as the result; without your name and your words once you close your account"),
        ACCOUNTS,
        {
            "set_aside_vote": (
                "id territory_id ballot_id person_id sign accounts words at told_at contest contested_at"
                " verdict answer decided_at"
            )
        },
        ("consultations.ballots.review.service.on_account_closed", CLOSING),
    ),
    Kept(
        say("Who set votes aside, and who decided on it"),
        say("So that it can be checked later that they were two"),
        INTEREST,
        say("As long as the ballots; without your name once you close your account"),
        ROLES,
        {"set_aside_vote": "set_by decided_by"},
        (CLOSING,),
    ),
)
