"""What is kept about who runs booths and types papers; of whoever votes there, a key on the roll alone.

A closed account leaves its mark: it is a key made with a secret, which nobody finds by a name (and a vote not
even by that key), so that nothing is there to be erased.
"""

from consultations.ballots.models import Ballot
from consultations.ballots.paper.models import BallotCode, Booth, PaperBatch, PaperEntry
from consultations.eligibility.census.models import CensusEntry
from okote.feature import Kept, Records
from okote.identity.personal import ACTS_STAY
from okote.platform.i18n import say
from okote.territories.explained import CONTRACT, INTEREST, ROLES

_CLOSING = "okote.identity.account.closing.close_account"
_EMPTYING = "consultations.ballots.emptying.empty"

UNTIL_EMPTIED = say("It stays without your name, and goes 90 days after the result of the vote is published.")

RECORDS = (
    Records(
        "booths_run",
        say("The booths that you added, and the boxes that you opened"),
        of=(Booth.created_by, Booth.opened_by),
        fields={"title": Ballot.title, "name": Booth.name, "at": Booth.created_at},
        joined=((Ballot, Ballot.id == Booth.ballot_id),),
        once_closed=UNTIL_EMPTIED,
    ),
    Records(
        "paper_batches",
        say("The batches of papers that you started, put into the urn or removed"),
        of=(PaperBatch.made_by, PaperBatch.accepted_by, PaperBatch.asked_by, PaperBatch.approved_by),
        fields={"papers": PaperBatch.papers, "at": PaperBatch.made_at},
        once_closed=ACTS_STAY,
    ),
    Records(
        "papers_typed",
        say("The batches of papers that you typed or settled"),
        of=(PaperEntry.person_id, PaperEntry.agreed_by),
        fields={"papers": PaperBatch.papers, "at": PaperEntry.at},
        joined=((PaperBatch, PaperBatch.id == PaperEntry.batch_id),),
        once_closed=UNTIL_EMPTIED,
    ),
    Records(
        "voting_codes",
        say("The codes to vote with that were sent to your line of the list of residents"),
        of=(CensusEntry.person_id,),
        fields={"title": Ballot.title, "ended_at": BallotCode.revoked_at},
        joined=(
            (BallotCode, BallotCode.entry_id == CensusEntry.id),
            (Ballot, Ballot.id == BallotCode.ballot_id),
        ),
        once_closed=say(
            "They stay until 90 days after the result is published, beside a line that leads to nobody;"
            " whether one was used is not kept."
        ),
    ),
)

UNFINDABLE = (
    say(
        "That somebody voted on paper, at the counter or with a code by letter: the roll keeps a key made"
        " with a secret, and no name. It can’t be taken out, since the roll and the urn would no longer"
        " agree: it stays as long as the ballot."
    ),
)

KEPT = (
    Kept(
        say("Who ran a booth, opened its box, and typed or settled papers"),
        say("So that it can be checked, as long as the result can be contested, that two people did it"),
        INTEREST,
        say("Until 90 days after the result is published; without your name once you close your account"),
        ROLES,
        {
            "booth": "created_by opened_by",
            "paper_batch": "made_by accepted_by",
            "paper_entry": "batch_id turn person_id agreed_by at",
        },
        (_EMPTYING, _CLOSING),
    ),
    Kept(
        say("Who removed a batch of papers"),
        say("So that it can be checked later that two people did it, for the reason that everyone reads"),
        INTEREST,
        say("As long as the ballots; without your name once you close your account"),
        ROLES,
        {"paper_batch": "asked_by approved_by"},
        (_CLOSING,),
    ),
    Kept(
        say("Codes by letter to vote with, beside the line of the list to which they were sent"),
        say("To post them, to check the code, and so that whoever has an account as well votes once"),
        CONTRACT,
        say("Until 90 days after the result is published; the line of the list goes with its list"),
        say("People who live in the territory"),
        {
            "ballot_code": (
                "id territory_id ballot_id package_id entry_id voter_id mark salt code_hash tries revoked_at"
            )
        },
        ("census-lines", _EMPTYING, _CLOSING),
    ),
)

IMPERSONAL = {
    "booth": ("id territory_id ballot_id name place joined_id papers marks difference created_at opened_at"),
    "booth_upload": "booth_id device number outcome at uploaded_at",
    "paper_batch": (
        "id territory_id ballot_id booth_id number papers made_at accepted_at valid blank spoiled overvoted "
        "removed_at removed_because"
    ),
}
