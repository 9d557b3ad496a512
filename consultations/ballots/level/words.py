"""The questions of the data protection authority and what each level asks for: messages to translate."""

from collections.abc import Mapping, Sequence

from consultations.ballots.level.rules import Question
from okote.platform.i18n import say

QUESTIONS: Mapping[Question, str] = {
    Question.MAY_BE_PUT_OFF: say(
        "Can the vote be put off or held again without harm, if something goes wrong?"
    ),
    Question.FEWER_THAN_50: say("Are there fewer than 50 voters?"),
    Question.FEWER_THAN_1000: say("Are there fewer than 1,000 voters?"),
    Question.OTHER_WAYS: say("Can people also vote in another way, on paper for instance?"),
    Question.GIVES_POWER: say("Does the vote give a mandate, or power over people or money?"),
    Question.ALL_IN_FRANCE: say("Are the service, its data and whoever runs it all in France?"),
    Question.ALL_IN_EUROPE: say("Are they all in the European Union?"),
    Question.THREATENED: say("Would somebody with means have a reason to disturb the vote?"),
    Question.FORMAL_PROOF: say("Could a court ask for formal proof that the vote was regular?"),
    Question.LAW_WANTS_IT: say("Does a law or a regulation say how this vote has to be held?"),
}

LEVELS: Mapping[int, str] = {
    1: say("Level 1: little to fear"),
    2: say("Level 2: something to fear"),
    3: say("Level 3: much to fear"),
}

ASKS: Mapping[int, Sequence[str]] = {
    1: (
        say("No major flaw in how it is built and run."),
        say("Each voter is known as such, and a vote is taken whole or not at all."),
        say("Nothing joins who voted with what they chose, from their screen to the urn."),
        say("Whoever watches over the vote shares the secret that opens the urn."),
        say("Votes are counted only after the close, and the count can be checked afterwards."),
    ),
    2: (
        say("All of level 1."),
        say("The vote stays within reach, also after a breakdown."),
        say("Whoever watches over the vote sees by a program that nothing was changed."),
        say("Voters are known by something that is hard to guess or to steal."),
        say("Voters can see that their vote lies in the urn."),
    ),
    3: (
        say("All of levels 1 and 2."),
        say("A study of the risks by a method that is recognised."),
        say("Voters can check the urn with tools of a third party."),
        say("What is needed for the vote is apart from everything else, down to the machines."),
    ),
}
"""In our own words: those of the deliberation are the ones that count, and its page is linked."""

OURS: Sequence[str] = (
    say("Roll and urn are apart, and nothing that the service keeps joins them."),
    say("Each voter has a receipt, in a public log whose latest hash is mailed to a witness outside."),
    say("Nobody reads a total before the result is published; two people close, and two publish."),
    say("Anybody can count again what is published, with a program of one file."),
    say("Roll and urn are emptied 90 days after the result is published, and by nobody before."),
)
"""What a sealed ballot does."""

NOT_OURS: Sequence[str] = (
    say("No key is shared out: nothing is encrypted that several people would have to open together."),
    say("Whoever holds the database during the vote could link people and votes."),
    say("Nobody is kept from voting under the eyes of somebody else."),
)
"""What it does not do, at any level."""
