"""What people read when a rule of funding refuses: one sentence for each code."""

from collections.abc import Mapping

from okote.platform.i18n import say

REFUNDS: Mapping[str, str] = {
    "iban_wrong": say(
        "This is not an account number: something is mistyped or missing. Copy the IBAN from your bank"
        " statement."
    ),
    "iban_elsewhere": say(
        "We can only pay to accounts in the euro payments area (SEPA); this one is in %(country)s. Name"
        " another one, or call us."
    ),
    "bank_refund_fixed": say("It is too late to change this: the bank has been told. Call us."),
    "bank_refund_not_ordered": say("This refund or file has moved on in the meantime. Reload the page."),
    "refund_goes_by_transfer": say(
        "The donor’s card takes no refund: it is paid by transfer to an account that they name."
    ),
    "bank_refunds_none": say("Nothing can be transferred at the moment."),
    "bank_refund_in_future": say("This day has not come yet."),
    "bank_details_unreadable": say(
        "An account can no longer be read: the service’s secret key has changed since. Note that the bank"
        " sent it back, and its donor is asked again."
    ),
}

CAMPAIGNS: Mapping[str, str] = {
    "campaign_not_open": say("This campaign opens on %(opens_at)s. You can contribute from then on."),
    "campaign_ended": say("This campaign ended on %(last_minute)s. It takes no more contributions."),
    "campaign_not_funded": say("Only a campaign that has succeeded can be given back this way."),
    "campaign_money_left": say(
        "The money has left for the project. Two people may still give contributions back one by one, from"
        " the list of contributions: the project then gives each back first."
    ),
    "campaign_transfer_under_way": say(
        "Stripe, or a donor’s bank, is moving its money at this moment. Look again in some minutes."
    ),
    "campaign_cancelled": say("This campaign was cancelled. It takes no contributions."),
    "holder_not_payable": say(
        "The payment service does not let this project's organisation be paid at the moment. Nothing was"
        " charged: please come back in a few days."
    ),
    "campaign_transition_refused": say(
        "The campaign has moved on in the meantime. Reload the page to see where it stands now."
    ),
    "campaign_frozen": say(
        "This campaign is no longer a draft. To change it, take it back first: it is then reviewed again."
    ),
    "too_many_pictures": say("There are already %(most)s other pictures. Take one out first."),
    "too_much_to_keep": say(
        "This is too long to be kept while you write (%(most)s characters at most): save it yourself."
    ),
    "reward_too_valuable": say(
        "A reward from this amount on is worth %(most)s at most, a quarter of it. Declare less, or offer it"
        " from a larger amount on."
    ),
    "rewards_of_authority": say("Take the rewards out: a public authority may not offer any."),
    "campaign_reviewed_by_writer": say(
        "You wrote a part of this campaign. Ask someone else to review it: two people must read it."
    ),
    "campaign_incomplete": say("Something is still missing (%(count)s): the list on this page says what."),
    "campaign_first_day_past": say("The first day, %(first_day)s, is over. Choose another one."),
    "campaign_review_reason_missing": say("Say what the writers should change, here or beside a line."),
    "check_too_late": say("The campaign is no longer being prepared: there is nothing left to check."),
    "check_expired": say("This day is over: choose a later one, or none."),
    "check_name_missing": say("Write the name in each language."),
    "comment_too_late": say("The campaign is no longer being prepared: its words can't change any more."),
    "comment_unknown_line": say(
        "This line is no longer in the offer. Reload the page to see it as it is now."
    ),
    "campaign_cancel_reason_missing": say("Say why the campaign is cancelled: everyone will read it."),
}

HOLDERS: Mapping[str, str] = {
    "holder_identifier_missing": say("Write the number by which the organisation is registered."),
    "holder_identifier_unknown": say(
        "Write an RNA number (W and nine digits), a SIREN (nine digits), a SIRET (fourteen digits), or the"
        " court with its volume and folio, such as “Strasbourg, vol. 97, fol. 12”."
    ),
    "holder_identifier_checksum": say(
        "This number can't be right: a digit is wrong, or two were swapped. Check it on an official paper."
    ),
    "holder_exists": say("An organisation with this number is already in the list."),
    "holder_announced": say(
        "A campaign already says who receives the money. Until it is over, the name, the legal form, the"
        " number, the bank line and whether it is a public authority stay as they are."
    ),
    "holder_statement_name": say(
        "Write a name with a letter from A to Z among its first ten characters: banks show no more."
    ),
}

REPORTS: Mapping[str, str] = {
    "report_year_not_over": say("The year is not over: its report can be published from %(from_)s."),
    "report_published": say("This report is published: it stays as everyone has read it."),
}

CATEGORIES: Mapping[str, str] = {
    "category_exists": say("“%(name)s” is already in the list, in use or retired."),
    "category_name_missing": say("Write the name in each language."),
}

CALLS: Mapping[str, str] = {
    "chosen_settled": say(
        "This project has its campaign already, or somebody decided that none comes of it. Look where it"
        " stands."
    ),
    "call_reversed": say("Choose a last day that comes after the first one."),
    "call_published": say(
        "This call is published: its title, its criteria and its dates stay as everyone has read them."
    ),
    "call_over": say("The last day is over: nobody could answer this call any more. Choose a later one."),
    "call_closed": say(
        "The call “%(title)s” took offers until %(last_minute)s. What you wrote is kept: choose another call,"
        " or none."
    ),
    "call_not_open": say(
        "The call “%(title)s” takes offers from %(opens_at)s on. What you wrote is kept: send it in then, or"
        " choose another call, or none."
    ),
}

PARTNERS: Mapping[str, str] = {
    "siren_malformed": say(
        "Write the nine digits of the SIREN, or leave the field empty. Each is checked: one of these is"
        " wrong, or two were swapped."
    ),
    "siret_malformed": say(
        "Write the fourteen digits of the SIRET, or leave the field empty. Each is checked: one of these is"
        " wrong, or two were swapped."
    ),
    "siret_of_another": say("A SIRET begins with the SIREN: these two are not of the same organisation."),
    "envelope_decided_in_future": say("Write the day on which it was decided: it can't be after today."),
    "reservation_not_positive": say("Write an amount above zero."),
    "envelope_exceeded": say(
        "The envelope still holds %(available)s: it can't cover %(ceiling)s. Lower the ceiling, or choose"
        " another envelope."
    ),
    "rate_out_of_range": say("A partner adds more than nothing, and ten euros at most, to each euro."),
    "ceiling_not_positive": say("Write a ceiling above zero."),
    "condition_out_of_range": say("Write more than zero; of a share, no more than the whole goal."),
    "commitment_too_late": say(
        "The campaign has already opened. What partners add is promised before anyone contributes."
    ),
    "commitment_exists": say("This partner has already signed a commitment for this campaign."),
    "ceiling_unchanged": say("This would change nothing: that is what the partner owes at most already."),
    "ceiling_below_owed": say(
        "%(owed)s are already added to what people gave, and stay promised to them. Write that or more."
    ),
    "amendment_too_late": say(
        "The campaign takes no more contributions. What partners promised until its end stays as it is."
    ),
    "amendment_reason_missing": say("Say why: everyone will read it."),
    "too_many_proofs": say("There are already %(most)s proofs of this payment."),
    "proof_too_late": say("This payment is recorded already: nothing more is needed."),
    "funds_already_received": say("This payment was already recorded, as received on %(received_on)s."),
    "funds_called_off": say(
        "This call was cancelled with its campaign: nothing is due. What the partner has paid all the same,"
        " the holder gives back to it."
    ),
    "funds_received_in_future": say("Write the day on which the money came: it can't be after today."),
    "terms_out_of_range": say("This value is too low or too high."),
    "not_a_percentage": say("Write a percentage from 0 to 100, with two decimals at most, such as 75."),
    "not_a_rate": say("Write how many euros are added to each euro, such as 1, or 0.5 for half a euro."),
}

PLEDGES: Mapping[str, str] = {
    "amount_empty": say("Write an amount."),
    "amount_not_a_number": say("Write the amount in figures, such as 20."),
    "amount_ambiguous": say("Do you mean %(large)s or %(small)s? Write the figures alone, or two decimals."),
    "amount_too_precise": say("Write two decimals at most: a cent is the smallest amount."),
    "amount_negative": say("Write an amount above zero, without a minus sign."),
    "amount_zero": say("Write an amount above zero."),
    "amount_below_least": say("The smallest amount is %(least)s."),
    "amount_too_large": say("The largest amount is %(most)s."),
    "conditions_not_accepted": say(
        "Read the terms of use and tick that you accept them: they may be newer than this page."
    ),
    "message_too_long": say("This message has %(length)s characters. Write at most %(most)s."),
    "message_forbidden_character": say("This message holds a sign that can't be shown. Write it anew."),
    "body_not_bound": say(
        "Tick that you may bind this organisation, or contribute in your own name: untick that it is"
        " for a company or an association."
    ),
    "donor_frozen": say(
        "This contribution can’t be taken online. Call us or write to us: we will look at it together."
    ),
    "donor_still_frozen": say("This donor is frozen: release them first."),
    "donor_not_frozen": say("This donor is not frozen: there is nothing to release."),
    "own_people_refused": say(
        "Here, people who work for the project's organisation or for one of its partners can't contribute to"
        " its campaign, so that nobody sets off what their own organisation promised."
    ),
    "pledge_not_in_force": say(
        "This contribution can't be cancelled: it is not confirmed, or it is already being given back."
    ),
    "pledge_decided": say(
        "The campaign is decided, and what becomes of its contributions with it: if it succeeded, the project"
        " is promised them; if not, they go back by themselves."
    ),
    "pledge_not_passed_on": say(
        "Only contributions by card or transfer to a campaign that succeeded are given back this way. A"
        " cheque is between its donor and the project."
    ),
    "pledge_with_bank": say(
        "The donor’s bank has it, or a part of it: what becomes of it is up to the bank."
    ),
    "pledge_own": say("You gave it yourself: someone else has to give it back to you."),
}

REWARDS: Mapping[str, str] = {
    "reward_gone": say("The last one of these was just chosen by somebody else. Choose another, or none."),
    "reward_starts_higher": say("This reward is for those who give %(starts_at)s or more."),
    "reward_settled": say("This reward is already sent, given up, or no longer yours."),
    "reward_not_due": say("The campaign is not funded yet: nothing is due to anyone so far."),
}

NEWS: Mapping[str, str] = {
    "news_refused": say("News is told from the campaign's first day on. A cancelled campaign tells none."),
    "news_final": say(
        "News can be corrected by its author alone, and for an hour. Write another piece to say what changed."
    ),
}

NEEDS: Mapping[str, str] = {
    "need_refused": say("This campaign did not come about: there is nothing to help with any more."),
    "too_many_needs": say("There are already %(most)s things that the project asks for. Change one of them."),
    "help_refused": say("Enough is found, or it is not asked for any more. Thank you all the same."),
    "help_settled": say("This offer was answered, withdrawn or finished in the meantime. Reload the page."),
}

THANKS: Mapping[str, str] = {
    "thanks_too_early": say("Thanks are sent once the campaign has succeeded."),
    "donor_thanked": say("They were thanked for it already."),
    "thanked": say("You have thanked everyone already. For what is new, write news."),
}

QUESTIONS: Mapping[str, str] = {
    "question_refused": say(
        "Questions are asked from the campaign's first day on. A cancelled campaign takes none."
    ),
    "question_handled": say("Someone else has answered this question or set it aside in the meantime."),
}

PAYMENTS: Mapping[str, str] = {
    "amount_not_payable": say("The payment service takes from %(least)s to %(most)s."),
    "payment_conflict": say(
        "Another payment for this is already under way. Look at your contributions first."
    ),
    "not_paid": say("This was not paid, so nothing can be moved."),
    "not_refundable": say("Only %(left)s can still be given back."),
    "not_reversible": say("Only %(left)s can still be taken back."),
    "stripe_unavailable": say("The payment service does not answer. Nothing is lost: try again in a minute."),
}

CHEQUES: Mapping[str, str] = {
    "cheques_not_taken": say("Cheques are not taken here. You can give by card."),
    "cheque_not_seen": say("Nobody has received this cheque: there is no picture of it to keep."),
    "too_many_scans": say("There are already %(most)s pictures of this cheque."),
    "cheque_moved_on": say("Somebody has already gone on with this cheque. Look at what happened to it."),
    "cheque_reward_waits": say(
        "A reward is kept for another cheque of yours already: choose one for this cheque once that one has"
        " come."
    ),
    "cheque_second_person": say(
        "Whoever received a cheque or gives it can’t confirm it: ask a second person."
    ),
    "cheque_counts": say(
        "This cheque counts: it goes back only if its donor takes it back or the campaign fails."
    ),
    "cheque_not_due": say("The campaign has not succeeded: the holder can’t have this cheque yet."),
}

MESSAGES: Mapping[str, str] = {
    **CAMPAIGNS,
    **REFUNDS,
    **REPORTS,
    **HOLDERS,
    **CATEGORIES,
    **CALLS,
    **PARTNERS,
    **PLEDGES,
    **REWARDS,
    **NEWS,
    **NEEDS,
    **THANKS,
    **QUESTIONS,
    **CHEQUES,
    **PAYMENTS,
}
