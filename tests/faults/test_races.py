"""Every race that we know of, by what two at once could do; and what shows it where nothing holds them.

The tests themselves stand with what they try.
"""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

TESTS = Path(__file__).parents[1]
CONTROL = re.compile("test_without_(the_.*lock|holding)_")
FUNDING = "okote/funding"


class Race(NamedTuple):
    what: str
    file: str
    held: str
    """The test in which a lock, or a key, lets one of the two wait or be refused."""
    free: str
    """The one that shows what would become of them otherwise."""


RACES = (
    Race(
        "the last euros of an envelope are promised to two campaigns",
        f"{FUNDING}/matching/test_races.py",
        "test_the_last_euros_are_promised_once",
        "test_without_the_lock_they_would_be_promised_twice",
    ),
    Race(
        "two workers decide on one campaign",
        f"{FUNDING}/closing/test_races.py",
        "test_whoever_comes_second_finds_it_decided",
        "test_without_the_lock_both_would_decide",
    ),
    Race(
        "a refund is asked for twice",
        "faults/test_twice.py",
        "test_they_are_as_many_as_the_payments",
        "test_of_two_unlocked_halves_both_would_be_granted",
    ),
    Race(
        "two refunds together exceed what came",
        "payments/operations/test_refunds.py",
        "test_two_refunds_at_once_never_exceed_what_was_paid",
        "test_without_the_payments_lock_two_at_once_would",
    ),
    Race(
        "return page, webhook and poll tell of one payment",
        "payments/operations/test_payments.py",
        "test_return_page_webhook_and_poll_at_once_tell_it_once",
        "test_without_the_rows_lock_the_same_race_tells_it_twice",
    ),
    Race(
        "one subject is paid for twice",
        "payments/operations/test_payments.py",
        "test_a_subject_is_paid_for_once_however_often_it_is_asked",
        "test_without_the_lock_the_same_race_is_stopped_by_the_constraint",
    ),
    Race(
        "one donor gives in two tabs",
        f"{FUNDING}/pledges/test_races.py",
        "test_two_tabs_at_one_moment_are_one_pledge",
        "test_without_the_lock_they_would_be_two",
    ),
    Race(
        "somebody gives in the last second",
        f"{FUNDING}/closing/test_last_second.py",
        "test_the_deadline_waits_for_who_came_first",
        "test_without_the_lock_it_would_decide_without_them",
    ),
    Race(
        "two donors want the last reward",
        f"{FUNDING}/pledges/rewards/test_races.py",
        "test_one_of_two_has_the_last_one",
        "test_without_the_lock_both_would_have_it",
    ),
    Race(
        "a campaign opens twice",
        f"{FUNDING}/campaigns/test_races.py",
        "test_a_campaign_opens_once_whoever_comes_first",
        "test_without_the_lock_it_would_open_twice",
    ),
    Race(
        "a campaign is sent in while who is paid for it changes",
        f"{FUNDING}/campaigns/test_races.py",
        "test_who_is_paid_does_not_change_while_a_campaign_is_sent_in",
        "test_without_the_lock_both_would_happen",
    ),
    Race(
        "somebody gives while their account is closed",
        f"{FUNDING}/pledges/test_closed_accounts.py",
        "test_a_pledge_that_is_confirmed_meanwhile_is_refused",
        "test_without_holding_the_account_its_words_would_stay",
    ),
    Race(
        "a role is given while an account is closed",
        "okote/identity/account/test_closing.py",
        "test_a_role_that_is_given_meanwhile_is_refused",
        "test_without_holding_the_account_the_role_would_stay",
    ),
    Race(
        "both ways to sign in are taken away",
        "okote/identity/account/test_ways_in.py",
        "test_of_two_ways_taken_away_at_one_moment_one_stays",
        "test_without_the_lock_none_would",
    ),
    Race(
        "two files for the bank tell it of one refund",
        f"{FUNDING}/refunds/test_races.py",
        "test_of_two_files_at_once_one_is_made",
        "test_without_the_lock_both_would_pay_it",
    ),
    Race(
        "an account is named while a file for the bank is made",
        f"{FUNDING}/refunds/test_races.py",
        "test_an_account_named_while_a_file_is_made_is_in_it_or_refused",
        "test_without_the_lock_a_file_would_lose_what_is_in_it",
    ),
    Race(
        "two second persons approve what is given back after success",
        f"{FUNDING}/closing/test_reclaiming.py",
        "test_it_takes_two_and_neither_is_the_donor_nor_works_elsewhere",
        "test_without_the_locks_both_would",
    ),
    Race(
        "the holder is paid while two people undo a campaign's success",
        f"{FUNDING}/closing/test_undoing.py",
        "test_of_a_transfer_and_two_who_decide_one_comes_first",
        "test_without_the_lock_both_would",
    ),
    Race(
        "more come through than a limit lets",
        "okote/platform/test_limits.py",
        "test_of_many_at_once_exactly_as_many_come_through_as_may",
        "test_without_the_lock_all_of_them_would",
    ),
    Race(
        "two seal the chain from the same end",
        "okote/platform/chain/test_service.py",
        "test_of_two_who_seal_at_once_one_does",
        "test_without_the_lock_both_would_go_on_from_the_same_seal",
    ),
    Race(
        "two second persons approve one act",
        f"{FUNDING}/test_four_eyes_races.py",
        "test_it_is_done_once",
        "test_without_the_lock_it_would_be_done_twice",
    ),
    Race(
        "a step is written into a year that is being frozen",
        "consultations/actions/test_races.py",
        "test_a_step_is_in_the_edition_or_refused",
        "test_without_the_lock_a_step_slips_into_the_frozen_year",
    ),
    Race(
        "two tell where an action stands",
        "consultations/actions/test_races.py",
        "test_of_two_that_tell_the_same_one_does",
        "test_without_the_lock_it_is_told_twice",
    ),
    Race(
        "an action is sent twice",
        "consultations/actions/test_races.py",
        "test_what_is_sent_twice_at_once_is_written_once",
        "test_without_the_lock_both_would_be_written",
    ),
    Race(
        "one person volunteers twice",
        "consultations/panels/test_races.py",
        "test_of_two_forms_of_one_person_at_once_one_is_kept",
        "test_without_the_lock_both_would_be_written_and_the_index_stop_one",
    ),
    Race(
        "two use the code of one letter",
        "consultations/panels/test_races.py",
        "test_of_two_who_use_one_code_at_once_one_is_in",
        "test_without_the_held_row_one_code_would_let_in_two",
    ),
    Race(
        "somebody volunteers as the call closes",
        "consultations/panels/test_races.py",
        "test_who_comes_as_the_call_closes_waits_and_is_not_let_in",
        "test_without_the_held_panel_somebody_would_get_in_after_it_closed",
    ),
    Race(
        "a panel is written while its territory becomes stricter",
        "consultations/panels/test_terms.py",
        "test_a_panel_written_meanwhile_is_as_strict",
        "test_without_the_lock_one_tells_of_too_few",
    ),
    Race(
        "two freeze one pool",
        "consultations/panels/drawing/test_races.py",
        "test_of_two_who_freeze_at_once_one_does",
        "test_without_the_held_panel_two_would_freeze_and_the_index_stop_one",
    ),
    Race(
        "two type the numbers of a public draw",
        "consultations/panels/drawing/test_races.py",
        "test_of_two_who_type_at_once_the_second_draws_and_once",
        "test_without_the_held_draw_both_would_be_the_first_and_nobody_the_second",
    ),
    Race(
        "two decline their seats, with one reserve each",
        "consultations/panels/members/test_races.py",
        "test_of_two_who_decline_at_once_each_is_followed_by_another",
        "test_without_the_lock_both_would_call_the_same_reserve",
    ),
    Race(
        "a seat is taken and declined",
        "consultations/panels/members/test_races.py",
        "test_of_a_yes_and_a_no_at_once_one_counts",
        "test_without_the_held_seat_a_no_would_be_lost",
    ),
    Race(
        "two begin the next version of a letter",
        "consultations/procedures/test_races.py",
        "test_two_who_begin_a_version_at_once_begin_one",
        "test_without_the_lock_the_database_refuses_the_second",
    ),
    Race(
        "one form of a rating is sent twice",
        "consultations/ratings/test_races.py",
        "test_one_form_sent_twice_at_once_counts_once",
        "test_looking_first_whether_a_form_was_sent_would_count_it_twice",
    ),
    Race(
        "two give the last usual rating of an hour",
        "consultations/ratings/test_races.py",
        "test_two_can_not_both_be_the_last_usual_one",
        "test_without_its_lock_an_hour_would_grow_unseen",
    ),
    Race(
        "a tester begins on two devices",
        "consultations/testing/test_races.py",
        "test_two_devices_at_once_begin_one_sitting",
        "test_looking_first_whether_one_has_begun_would_begin_twice",
    ),
    Race(
        "a list of people is brought twice",
        "consultations/panels/test_races.py",
        "test_a_list_that_is_brought_twice_at_once_is_in_the_pool_once",
        "test_without_the_lock_everybody_on_it_would_be_there_twice",
    ),
    Race(
        "an agent enters somebody twice",
        "consultations/panels/test_races.py",
        "test_somebody_whom_an_agent_enters_twice_at_once_is_in_the_pool_once",
        "test_without_the_lock_they_would_be_there_twice",
    ),
    Race(
        "a reserve gives up as seats are drawn for again",
        "consultations/panels/drawing/test_races.py",
        "test_who_gives_up_as_seats_are_drawn_for_again_calls_nobody",
        "test_without_the_held_panel_somebody_would_be_called_who_is_in_the_pool",
    ),
    Race(
        "a tester sends their answers twice",
        "consultations/testing/test_races.py",
        "test_pressed_twice_at_once_it_is_sent_once",
        "test_without_holding_it_both_would_send_it",
    ),
    Race(
        "one event of Stripe's is handled by two workers",
        "payments/inbox/test_service.py",
        "test_two_workers_on_the_same_event_have_it_done_once",
        "test_without_the_events_lock_it_would_be_done_twice",
    ),
    Race(
        "two moderators decide on one case",
        "consultations/moderation/test_races.py",
        "test_two_moderators_at_once_are_one_decision",
        "test_without_holding_the_case_both_would_have_decided",
    ),
    Race(
        "a draft of an idea is published twice",
        "consultations/ideas/test_races.py",
        "test_a_draft_that_is_published_twice_at_once_is_one_idea",
        "test_without_the_lock_only_the_database_keeps_it_one",
    ),
    Race(
        "one draft is written in two windows",
        "consultations/ideas/test_races.py",
        "test_of_two_windows_that_keep_at_once_one_does",
        "test_without_the_lock_one_window_writes_over_the_other",
    ),
    Race(
        "two ideas are proposed at once",
        "consultations/ideas/test_races.py",
        "test_two_that_are_proposed_at_once_have_two_numbers",
        "test_without_the_lock_only_the_database_keeps_numbers_apart",
    ),
    Race(
        "an idea is accepted and refused at once",
        "consultations/studying/test_races.py",
        "test_of_two_who_answer_at_once_one_does",
        "test_without_the_lock_an_idea_is_accepted_and_refused_at_once",
    ),
    Race(
        "one service gives two views of an idea at once",
        "consultations/studying/test_races.py",
        "test_of_two_views_of_one_service_at_once_one_is_kept",
        "test_without_the_lock_only_the_database_keeps_their_numbers_apart",
    ),
    Race(
        "an idea is merged while a ballot with it is announced",
        "consultations/merging/test_ballots.py",
        "test_of_an_announcement_and_a_merging_at_once_one_does",
        "test_without_the_locks_people_would_vote_on_what_is_no_more",
    ),
    Race(
        "somebody is given a paper at two booths",
        "consultations/ballots/paper/test_paper_races.py",
        "test_one_person_at_two_booths_is_given_one_paper",
        "test_without_the_rolls_lock_two_booths_would_give_two",
    ),
    Race(
        "somebody votes with an account and a code at once",
        "consultations/ballots/paper/test_paper_races.py",
        "test_a_code_and_an_account_at_once_are_one_vote",
        "test_without_the_electors_lock_both_would_count",
    ),
    Race(
        "a batch of papers is put into the urn twice",
        "consultations/ballots/paper/test_paper_races.py",
        "test_a_batch_is_put_in_once_however_often_it_is_asked",
        "test_without_the_batchs_lock_it_would_be_in_the_urn_twice",
    ),
    Race(
        "a vote is set aside as its ballot is closed",
        "consultations/ballots/review/test_review_races.py",
        "test_of_a_vote_set_aside_and_a_closing_at_once_one_is_done",
        "test_without_the_lock_a_ballot_would_be_closed_with_somebody_unheard",
    ),
    Race(
        "two workers gather the news of one person",
        "consultations/following/test_digest.py",
        "test_two_who_look_at_once_write_one_mail",
        "test_without_holding_how_far_somebody_was_told_both_would_write",
    ),
    Race(
        "two accounts claim one line of a list",
        "consultations/eligibility/test_races.py",
        "test_two_accounts_that_claim_a_line_at_once_are_one_and_a_question",
        "test_without_its_lock_a_line_would_show_both",
    ),
    Race(
        "an account closes while its words are written",
        "consultations/difficulties/test_races.py",
        "test_nothing_that_is_written_while_an_account_closes_stays",
        "test_without_the_held_rows_some_of_it_would",
    ),
    Race(
        "a difficulty is answered and passed on at once",
        "consultations/difficulties/test_races.py",
        "test_of_an_answer_and_a_passing_on_at_once_one_is_written",
        "test_without_the_held_row_both_would_be",
    ),
)


@cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text())
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.what)
def test_each_is_tried_with_and_without_what_holds_it(race: Race):
    assert {race.held, race.free} <= functions_of(race.file)


def test_no_negative_control_stands_outside_the_table():
    found = {
        (str(file.relative_to(TESTS)), name)
        for file in TESTS.rglob("test_*.py")
        for name in functions_of(str(file.relative_to(TESTS)))
        if CONTROL.match(name)
    }
    assert found <= {(race.file, race.free) for race in RACES}


def test_one_whose_test_was_taken_away_would_be_found():
    assert "test_that_nobody_wrote" not in functions_of(RACES[0].file)
