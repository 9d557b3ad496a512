"""What people read when consultations refuse something."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "service_exists": say("There is already a service called %(name)s, perhaps a retired one."),
    "idea_moved_on": say("Something has been done with this idea in the meantime. Look where it stands now."),
    "idea_gone": say("This idea was taken down or taken back: nothing can be done with it any more."),
    "idea_due": say("Choose a day that is still to come, %(days)s days away at most."),
    "idea_replaced": say("Another idea stands in the place of this one: go on there."),
    "idea_stands_for_others": say(
        "Other ideas went into this one, with those who support them: it can no longer be taken back."
    ),
    "idea_answered": say("This idea has its answer: it can no longer be supported or taken back."),
    "procedure_version_open": say("Version %(number)s is still being written: end that one first."),
    "procedure_version_frozen": say(
        "Names were removed from this version: nothing in it changes any more. Write a new version."
    ),
    "procedure_version_empty": say(
        "There is nothing to read in this version yet: no text, no file, no step."
    ),
    "procedure_version_unexplained": say("Say first what changes in this version: everyone reads it."),
    "procedure_file_wordless": say(
        "Nobody can read %(name)s who does not see it: write what it says, beside the file."
    ),
    "procedure_version_not_cleared": say(
        "Nobody has declared yet that names were removed from this version."
    ),
    "procedure_version_in_use": say("This version is tested or published: it stays as it is."),
    "procedure_version_withdrawn": say("This version was taken down: nothing of it is left."),
    "procedure_papers_too_many": say("List %(most)s documents at most."),
    "procedure_files_too_many": say("A version has %(most)s files at most."),
    "procedure_file_too_large": say("The file is larger than %(most)s MB."),
    "procedure_file_not_taken": say(
        "Send a text, a PDF, a Word document (.docx) or a picture that can be read."
    ),
    "procedure_file_locked": say("This file opens with a password. Send one that opens without."),
    "procedure_file_runs": say(
        "This file holds programs or other files, or fetches something from elsewhere. Print it to a PDF "
        "file and send that one."
    ),
    "procedure_file_unfinished": say(
        "This document holds changes that nobody has accepted, or remarks. Accept them, remove these, "
        "and send it again."
    ),
    "procedure_file_too_long": say("This file has more pages or parts than a letter or a form has."),
    "rating_no_longer_offered": say("This procedure is no longer offered, so it is no longer rated."),
    "rating_form_expired": say("This form was open for too long. Look at your answers and send them again."),
    "rating_too_quick": say("That was quicker than one can read. Look at your answers and send them again."),
    "rating_channel_not_offered": say("One can't go about this procedure that way. Choose another."),
    "rating_words_gone": say("What was written is no longer kept: it can no longer be shown."),
    "rating_words_same": say("Nothing was taken out: choose to show it as it is written."),
    "panel_dates_reversed": say("The last day comes before the first."),
    "panel_call_past": say("Choose a last day that is still to come: nobody could volunteer any more."),
    "panel_smallest_group": say("This territory tells of no group of fewer than %(least)s people."),
    "panel_published": say(
        "Volunteers have read this call: its quotas, seats and first day stay as they are."
    ),
    "panel_prepared": say(
        "A meeting, an observer or a test is there for this draft already: it can’t be thrown away any more."
    ),
    "panel_ended": say("This panel has ended."),
    "panel_not_open": say("This panel takes no volunteers at this moment."),
    "panel_feature_exists": say("The panel asks for %(name)s already."),
    "panel_features": say("A panel asks %(most)s things at most: only what the draw needs."),
    "panel_values_missing": say("Name two answers at least."),
    "panel_value_twice": say("“%(value)s” stands there twice."),
    "panel_quota_reversed": say("For “%(value)s”, at least is more than at most."),
    "panel_frozen": say("The pool of this panel is being drawn from: its call stays closed."),
    "draw_not_now": say("Nobody can be drawn for this panel at this moment: its call must have begun."),
    "draw_exists": say("This panel has its draw already."),
    "draw_no_seat_left": say("Each seat is taken, or offered to somebody: there is nothing to draw for."),
    "draw_lottery_day": say("Choose a public draw that is still to come: from %(first)s to %(last)s."),
    "draw_pool_changed": say(
        "Somebody came into the pool or left it just now. Look at it again, then freeze it."
    ),
    "draw_moved_on": say("This draw stands elsewhere by now. Look where, and try again from there."),
    "draw_lottery_not_over": say("The public draw is on %(day)s. Type its numbers from the day after."),
    "draw_sealed_late": say(
        "The lottery was sealed once the public draw might have been known: that one can't decide. "
        "Have this draw declared void, and name a later public draw."
    ),
    "draw_numbers": say("Type the numbers that were drawn, with spaces between them: at most %(most)s."),
    "draw_entered_already": say("You typed the numbers already: now somebody else has to."),
    "draw_void_same_person": say("You asked for it yourself: somebody else must decide."),
    "panel_contradictory": say("No panel of this size can keep these quotas: mend what contradicts itself."),
    "volunteer_already": say("You are among the volunteers already."),
    "volunteer_unreachable": say("Leave an e-mail address, a telephone number or a postal address."),
    "volunteer_seated": say(
        "You were drawn with what you said: it stays as it is while you sit. "
        "To be reached elsewhere, call us."
    ),
    "volunteer_consent": say("Nobody may be drawn who has not agreed to it: tick the box."),
    "volunteer_value": say("Choose one of the answers to “%(feature)s”."),
    "letter_code_unknown": say("No letter of this panel has that code. Look at it again, letter by letter."),
    "letter_code_used": say(
        "Somebody volunteered with this code already. Open it again to see what was said."
    ),
    "letter_codes_too_many": say("A panel has %(most)s codes at most."),
    "seat_moved_on": say(
        "This was answered already, the day for it is over, or the seat is somebody else's by now."
    ),
    "seat_barred": say(
        "Whoever works for the service that the panel judges, holds an elected office or observes the panel "
        "can't sit on it. Decline, and somebody else is called."
    ),
    "seats_too_many": say("The panel has %(seats)s seats: no more people sit at once."),
    "seat_drawn_twice": say("Somebody who was drawn has a place on this panel already."),
    "seats_call_open": say("Seats are given once the call is closed, and until the panel has ended."),
    "seat_answer_day": say("Choose a day from today to %(last)s."),
    "observer_sits": say("This person sits on the panel, or may be called: they can't observe it."),
    "observer_twice": say("This person observes the panel already."),
    "meeting_times": say("A meeting ends after it begins, on the same day or in the night after."),
    "meeting_place": say("Say where it is: a place, a link, or both."),
    "meeting_over": say("This meeting was called off, or is over: it stays as it was."),
    "meeting_to_come": say("Nobody can have come yet: note it once the meeting has begun."),
    "meeting_not_expected": say("This person did not sit on the panel when it met."),
    "compensation_nothing": say("Note an amount above zero, for somebody who came."),
    "compensation_paid": say("This was paid already: what was paid stays as it was noted."),
    "compensation_day": say("Choose the day on which it was paid, from the meeting to %(today)s."),
    "panel_space_closed": say("This panel has ended: nothing more is written there."),
    "panel_documents": say("A panel keeps %(most)s documents: take one away first."),
    "opinion_of_testers": say("Panels of testers rate procedures: panels of citizens give opinions."),
    "opinion_not_adopted": say(
        "An opinion is adopted where more are for it than against it; the panel has %(seats)s seats."
    ),
    "opinion_day": say("Choose the day on which it was adopted, today or before."),
    "opinion_published": say("Everyone has read this opinion: it stays as it is."),
    "opinion_draft": say("Nobody has read this draft yet: change its text."),
    "opinion_due": say("Choose a day from %(first)s to %(last)s."),
    "opinion_answered": say("This opinion has its answer already, or is not published."),
    "idea_studied": say("A service has this idea already: what it answers stays as it is."),
    "idea_too_old": say("An idea can be changed for %(days)s days, which are over."),
    "idea_files_most": say("There are %(most)s of them already, which is enough."),
    "idea_authors_most": say("An idea has %(most)s co-authors at most."),
    "idea_author_known": say("This person writes this idea already, or is invited to."),
    "idea_drafts_most": say("You are writing %(most)s ideas already: publish one, or throw one away."),
    "idea_draft_unfinished": say("Your idea still needs a title and a text."),
    "idea_claim_wrong": say("This is not the code on the paper of this idea, or it was used already."),
    "idea_own": say("You proposed this idea yourself: somebody else must do that."),
    "action_moved_on": say("This action stands elsewhere by now. Look where, and try again from there."),
    "action_reason_missing": say("Say why: everyone who reads the action reads it."),
    "action_deadline_missing": say("Say by which day: what is decided or carried over is promised for one."),
    "action_deadline_not_later": say("Choose a day after %(deadline)s: until then it is promised already."),
    "action_deadline_kept": say(
        "This leaves the day that was promised as it is. To promise another, carry the action over."
    ),
    "action_deadline_out_of_range": say("Promise it for a day from %(first)s to %(last)s."),
    "action_day_out_of_order": say("Choose a day from %(first)s to %(last)s."),
    "action_year_frozen": say(
        "The year %(year)s is frozen: its edition says how actions stood then. Choose a day after it."
    ),
    "edition_year_not_over": say("The year is not over: it can be frozen from %(from_)s on."),
    "edition_frozen": say("This year is frozen already. Tell a mistake as an erratum beside it."),
    "edition_changed": say("Something was written since you read it. Read it again, then freeze it."),
    "edition_empty": say("No action that everyone sees was promised by the end of that year."),
    "theme_exists": say("There is already one called %(name)s, perhaps a retired one."),
    "theme_of_another_kind": say("Choose a workstream for the workstream, and aims and pillars beside it."),
    "too_much_evidence": say("There are %(most)s pieces of evidence already, which is enough."),
    "indicator_incomplete": say(
        "Say what is measured and its unit, and for each value the day on which it was measured."
    ),
    "action_origin_elsewhere": say("Copy the address of a page of this site, or leave this empty."),
    "action_owner_elsewhere": say(
        "This person works neither for that service nor for the whole administration."
    ),
    "action_measured_out_of_order": say(
        "Say days from %(first)s to %(last)s, the one before first and the one after second."
    ),
    "evidence_exists": say("“%(title)s” stands with the action already."),
    "not_a_figure": say("Write a number, such as 12 or 12.5, with two decimals at most."),
    "test_dates": say("A test begins today or later, ends after that, and is only ever prolonged."),
    "test_tasks": say("Write at least one task, and at most %(most)s."),
    "test_names_left": say("First take the names out of what is tested, and say that you did."),
    "test_begun": say("Somebody has begun this test: what all testers are given stays as it is."),
    "test_same_version": say("Compare two versions of the same procedure."),
    "sitting_over": say("This test is over, or its answers have been sent: they can no longer be changed."),
    "sitting_unfinished": say("Some answers are missing. Tasks: %(tasks)s. Questions: %(questions)s."),
    "sitting_saved_elsewhere": say(
        "Other answers were saved meanwhile, perhaps on another device. What you typed stands below: "
        "send it again, and it replaces them."
    ),
    "test_not_a_member": say("Only who has a seat on the panel tries this."),
    "findings_most": say("You have told of %(most)s things already, which is enough."),
    "finding_has_others": say("Others are counted with this finding: set them apart first."),
    "test_other_panel": say("Compare with an earlier test by the same panel."),
    "obstacle_untried": say("This task was not tried, so nothing can have hindered it."),
    "procedure_own": say("Whoever works for the service that answers for this procedure cannot test it."),
    "rating_seen": say("Somebody is watching. Let the tester rate out of their sight, then say so here."),
    "answers_still_come": say("Testers are still answering: wait until all have, or until the test closes."),
    "answers_too_few": say("Too few testers answered to tell the results: %(complete)s, and not %(least)s."),
    "texts_unread": say(
        "Read first what testers wrote, and take out who they are. Still to read: %(count)s."
    ),
    "service_still_reads": say("The service may read these results and reply until %(until)s. Publish then."),
    "service_has_read": say("Everyone reads these results already: the reply stays as it was."),
    "finding_moved_on": say("Something has been done with this finding meanwhile. Look where it stands now."),
    "finding_reason_missing": say("Say why it is refused, or where it can be seen that it is already done."),
}
