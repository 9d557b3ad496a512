"""What people read about what an offer still lacks, and where in its form that is."""

from collections.abc import Mapping

from okote.funding.campaigns.rules import Missing, TaxReceipt
from okote.platform.i18n import say

MISSING: Mapping[Missing, str] = {
    Missing.TITLE: say("Give the project a title."),
    Missing.STORY: say("Tell the story of the project."),
    Missing.PICTURE: say("Add a picture."),
    Missing.PICTURE_ALTERNATIVE: say("Say what the picture shows, for people who can't see it."),
    Missing.PICTURES_ALTERNATIVE: say("Say what each of the other pictures shows."),
    Missing.PLACE: say("Choose where it takes place."),
    Missing.PURPOSE: say("Say what the money is for."),
    Missing.EXPECTED_RESULT: say("Say which result you expect."),
    Missing.TIMETABLE: say("Say what will be done when."),
    Missing.GOAL: say("Set the goal in euros."),
    Missing.GOAL_TOO_LARGE: say("Check the goal: it is larger than any campaign could raise."),
    Missing.BUDGET: say("List what the money pays for, line by line."),
    Missing.BUDGET_LINE: say("Give each line of the budget a label and an amount."),
    Missing.BUDGET_BELOW_GOAL: say("Complete the budget: its lines add up to less than the goal."),
    Missing.SURPLUS: say("Say what is done with the money if more than the goal is raised."),
    Missing.REWARDS_OF_AUTHORITY: say("Take the rewards out: a public authority may not offer any."),
    Missing.REWARDS_TOO_EARLY: say("Let rewards be due in the month of the last day or later."),
    Missing.PERIOD: say("Choose the first and the last day."),
    Missing.PERIOD_REVERSED: say("Choose a last day that comes after the first one."),
    Missing.PERIOD_TOO_LONG: say("Shorten the campaign: here it may last %(days)s days at most."),
    Missing.PERIOD_BEYOND_HOLD: say(
        "Shorten the campaign: the payment service holds contributions for 90 days at most."
    ),
    Missing.TAX_RECEIPT: say("Say whether the holder issues tax receipts."),
    Missing.CHECKLIST: say("The checklist of the territory is not complete yet."),
    Missing.HOLDER_NAME: say("Write the name of the holder."),
    Missing.HOLDER_IDENTIFIER: say("Write the number by which the holder is registered."),
    Missing.HOLDER_CARD_PAYMENTS: say("The holder can't be paid by card yet: Stripe waits for answers."),
    Missing.HOLDER_TRANSFERS: say("The holder can't receive transfers yet: Stripe waits for answers."),
}

FIELDS: Mapping[Missing, str] = {
    Missing.TITLE: "title",
    Missing.STORY: "story",
    Missing.PICTURE: "picture",
    Missing.PICTURE_ALTERNATIVE: "picture_text",
    Missing.PICTURES_ALTERNATIVE: "pictures",
    Missing.PLACE: "place",
    Missing.PURPOSE: "purpose",
    Missing.EXPECTED_RESULT: "expected_result",
    Missing.TIMETABLE: "timetable",
    Missing.GOAL: "goal",
    Missing.GOAL_TOO_LARGE: "goal",
    Missing.BUDGET: "budget",
    Missing.BUDGET_LINE: "budget",
    Missing.BUDGET_BELOW_GOAL: "budget",
    Missing.SURPLUS: "surplus",
    Missing.REWARDS_OF_AUTHORITY: "rewards",
    Missing.REWARDS_TOO_EARLY: "rewards",
    Missing.PERIOD: "first_day",
    Missing.PERIOD_REVERSED: "last_day",
    Missing.PERIOD_TOO_LONG: "last_day",
    Missing.PERIOD_BEYOND_HOLD: "last_day",
    Missing.TAX_RECEIPT: "tax_receipt",
}
"""The field of the offer's form; what is not here is about the holder."""

LINES: Mapping[str, str] = {
    "title": say("Title"),
    "summary": say("In one sentence"),
    "story": say("The story"),
    "place": say("Where it takes place"),
    "category": say("What it is about"),
    "picture": say("The picture"),
    "pictures": say("More pictures"),
    "video": say("Video"),
    "purpose": say("What the money is for"),
    "goal": say("Goal"),
    "budget": say("Budget"),
    "surplus": say("If more than the goal is raised"),
    "rewards": say("Rewards"),
    "expected_result": say("Expected result"),
    "timetable": say("Timetable"),
    "team": say("The team"),
    "first_day": say("First and last day"),
    "tax_receipt": say("Tax receipts"),
}
"""What the fields are called where they are commented on."""

TAX_RECEIPTS: Mapping[TaxReceipt, str] = {
    TaxReceipt.YES: say("Yes, the holder issues tax receipts"),
    TaxReceipt.NO: say("No"),
    TaxReceipt.UNCONFIRMED: say("Not confirmed yet"),
}
