"""What people read where they may not take part yet, or could not show why they may."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "not_eligible": say("You can’t take part in this yet. %(why)s"),
    "eligibility_level": say(
        "Sign in by a way that vouches for who you are, such as FranceConnect: a code by mail is not "
        "enough here."
    ),
    "eligibility_residence": say(
        "We don’t know yet where you live: show it under “Where I live, my age”, with the list of residents, "
        "a code by letter or at the counter."
    ),
    "eligibility_residence_expired": say(
        "Where you live was shown until %(until)s: show it again under “Where I live, my age”."
    ),
    "eligibility_residence_unproved": say(
        "More than what you say yourself is asked for here: show where you live under “Where I live, "
        "my age”, as it says there."
    ),
    "eligibility_elsewhere": say(
        "This is for people who live elsewhere in the territory. If you have moved, or chose the other of "
        "two homes, change it under “Where I live, my age”."
    ),
    "eligibility_age": say(
        "One must be %(floor)s years old or older, and we don’t know your age: show it under "
        "“Where I live, my age”."
    ),
    "eligibility_too_young": say("One must be %(floor)s years old: you may take part from %(day)s on."),
    "eligibility_born": say("Write a birth date of somebody who is alive, not one that is still to come."),
    "eligibility_proved": say(
        "A list, a letter or the counter says otherwise. If that is no longer so, take it away first."
    ),
    "guardian_self": say("This is your own address: name the parent or guardian who agrees, and theirs."),
    "census_known": say(
        "Somebody is known by this name and birth date already, or two people are. If they have an account, "
        "hand them a code instead; if not, look at the questions that wait."
    ),
    "census_decided": say("Somebody has decided on this in the meantime."),
    "census_line": say("Tick the line that is this person, or say no."),
    "eligibility_not_shown": say(
        "We could not show it with the list alone. Look at what you wrote; if the list may know you, "
        "somebody looks at it and writes to you. A code by letter or the counter shows it in another way."
    ),
    "eligibility_code": say(
        "This code opens nothing for you: it may be mistyped, used, out of date or another person’s. Type it "
        "again, ask for a new letter, or come to the counter."
    ),
    "census_in_force": say("This list is or was in force: bring a newer one, which replaces it."),
    "census_empty": say("Nobody on this list could be read."),
    "letters_gone": say(
        "This package was downloaded already, or is void: its codes exist once. If the file got lost, "
        "declare it void and make a new one."
    ),
    "letters_void": say("This package is void already."),
    "letters_none": say("There is no letter to make."),
    "letters_too_many": say(
        "You asked for %(most)s letters in three months. Come to the counter, or call: somebody helps you."
    ),
    "eligibility_guardian": say(
        "Under the age of %(below)s, a parent or guardian must agree: name them under “Where I live, "
        "my age”, or come to the counter together."
    ),
}
