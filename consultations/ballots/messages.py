"""What people read when a ballot refuses something."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "ballot_state": say("The ballot no longer stands where this could be done. Look where it stands now."),
    "ballot_early": say("People can’t vote yet."),
    "ballot_over": say("The vote is over: nothing can be taken any more."),
    "ballot_voted": say(
        "You have voted. Your receipt was shown once and can’t be shown again, since nothing here leads from"
        " you to your vote. With the code that you were given you can replace it until the vote ends."
    ),
    "ballot_elector_changed": say("Something about you was recorded just now. Please send the form again."),
    "ballot_line": say(
        "In this vote people also vote on paper, by a code or at the counter, as the list of residents knows"
        " them. So that each has one vote, whoever votes online must be found on that list too: look for"
        " yourself on it, or come to the counter."
    ),
    "ballot_lines_late": say(
        "Somebody who was not found on the list of residents has voted online: they could vote once more on"
        " paper, by a code or with help at the counter, so that these can no longer be begun in this vote."
        " Begin them before a vote opens. Whoever comes can vote here with an account of their own."
    ),
    "ballot_count_differs": say(
        "The last count came out differently: nothing is published until one comes out the same again. Tell"
        " whoever runs the site."
    ),
    "ballot_endless": say(
        "A vote was announced for one of these phases: give it an end, or the vote could never be closed."
    ),
    "ballot_code": say(
        "No vote of this ballot has this code. Look at it again: it has 16 letters and digits. Without it"
        " your vote stands."
    ),
    "ballot_not_apart": say(
        "A sealed ballot needs roles of its own in the database, which this installation does not have:"
        " whoever runs the site finds in `okote doctor` what is missing. An open ballot can be announced."
    ),
    "ballot_key_changed": say(
        "Votes can’t be taken at the moment: the site’s secret key was changed since the vote was announced."
        " Whoever runs the site has to bring the former key back."
    ),
    "ballot_emptied": say(
        "Roll and urn were emptied, as was announced: nothing can be read or counted there any more. The"
        " published files still give the result to whoever counts again."
    ),
    "ballot_choices_unknown": say("One of your choices is not on this ballot. Look at it again."),
    "ballot_choices_withdrawn": say("One of your choices was withdrawn from the ballot: choose another."),
    "ballot_choices_too_many": say("Choose %(most)s at most."),
    "ballot_choices_too_few": say("Choose %(least)s at least, or none at all for a blank vote."),
    "ballot_choices_points": say(
        "Give %(points)s points in all at most, and %(points_most)s at most to one choice."
    ),
    "ballot_unfit_options": say("A ballot needs at least two options, and 500 at most."),
    "ballot_unfit_most": say("People could choose more than there are options."),
    "ballot_unfit_points": say("This rule and this way of voting don’t go together."),
    "ballot_unfit_costs": say(
        "This rule needs an envelope, and of each option what it costs and from which."
    ),
    "ballot_unfit_winners": say("Say how many options win."),
    "ballot_unfit_lot": say("Name in advance the public draw that decides the last ties."),
    "ballot_unfit_idea": say(
        "Idea no. %(number)s was merged or split, or is no longer shown: take it off, and put on what stands"
        " in its place."
    ),
    "ballot_picture_gone": say(
        "The picture of option no. %(number)s is no longer there: take it away, or send another one."
    ),
    "ballot_unfit_phase": say("Its phase must let people vote, have an end, and not be over."),
    "ballot_level_unanswered": say("Answer all questions first: %(questions)s are left."),
}
