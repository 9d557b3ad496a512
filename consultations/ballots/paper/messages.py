"""What is read where a booth, a batch or a code refuses something."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "paper_line": say("Line %(line)s names nothing that is on the ballot. Look at that paper again."),
    "booth_mark_line": say(
        "Line %(line)s is no mark, or its number stands there already. Write: number; day and time; number on"
        " the list or code."
    ),
    "paper_total": say(
        "Papers counted by hand: %(papers)s. Lines typed: %(lines)s. Count the papers again, and look for a"
        " line that is missing or double."
    ),
    "paper_same_person": say("You have typed this batch: somebody else types it the second time."),
    "paper_typed": say("Two people have typed this batch."),
    "paper_not_settled": say("Look again at the papers on which the two differ, and have the other agree."),
    "paper_batch_state": say("This batch is in the urn already, or was removed."),
    "paper_box_open": say("One of these boxes was opened, or is counted together with another one."),
    "paper_box_shut": say("Open the box first, and count its papers by hand."),
    "paper_difference": say(
        "%(papers)s papers lie in the box and %(marks)s people were marked. Count again, then say why they"
        " differ."
    ),
    "paper_small": say(
        "Fewer than %(least)s papers could show who chose what: empty this box together with another one, or"
        " take more papers."
    ),
    "paper_small_left": say(
        "So few people were given a paper at %(booth)s that its box must be emptied together with another"
        " one: do that before you open this one."
    ),
    "paper_too_many": say("Only %(left)s papers of this box are left."),
    "paper_left": say(
        "Not all papers of the booth “%(booth)s” are in the urn: the vote can’t be closed yet."
    ),
    "booth_name": say("Another booth of this vote bears that name."),
    "paper_sealed_alone": say(
        "In an open vote people vote with their account: there is no paper, code or help at a counter."
    ),
    "elector_unknown": say(
        "No line of the list of residents is surely theirs. Look at the spelling, the birth date and the"
        " address."
    ),
    "ballot_pass": say(
        "Your half hour is over, and nothing was kept. Begin again, with your code or at the counter."
    ),
    "voting_code": say(
        "This code opens nothing: look at each letter and digit again, or come to the counter."
    ),
    "voting_code_revoked": say(
        "This code was declared void, because a newer one was made or its letters got lost. Use the newer"
        " one, or come to the counter."
    ),
}
