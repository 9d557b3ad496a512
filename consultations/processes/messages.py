"""What people read when a phase or a consultation refuses something."""

from collections.abc import Mapping

from okote.platform.i18n import say

MESSAGES: Mapping[str, str] = {
    "phase_closed": say("That is no part of this consultation. %(now)s"),
    "phase_not_yet": say("That is not possible yet: from %(opens)s (%(zone)s). %(now)s"),
    "phase_over": say("That was possible until %(closed)s (%(zone)s). %(now)s"),
    "phase_over_at_midnight": say("That was possible until %(day)s at 24:00 (%(zone)s). %(now)s"),
    "process_now_information": say("Open now: information."),
    "process_now_ideas": say("Open now: collecting ideas."),
    "process_now_discussion": say("Open now: the discussion."),
    "process_now_study": say("Open now: the study by the services."),
    "process_now_vote": say("Open now: the vote."),
    "process_now_results": say("Open now: the results."),
    "process_now_follow_up": say("Open now: what becomes of it."),
    "process_now_nothing": say("Nothing is open in it at this moment."),
    "phase_reversed": say("Phase %(number)s ends before it begins."),
    "phases_overlap": say(
        "Phases %(first)s and %(second)s overlap, in the order of their days: the second begins on "
        "%(starts)s, before the first has ended."
    ),
    "phase_endless": say("Phase %(number)s has no end: only the last one may have none."),
    "phase_permits": say(
        "Phase %(number)s allows what one of its kind can’t, or is for people whom the consultation is not "
        "for."
    ),
    "phases_missing": say("A consultation has at least one phase, and at most %(most)s."),
    "phase_past": say(
        "Phase %(number)s: nothing begins or ends in the past, and what has begun keeps its beginning. "
        "To end a phase early, choose a moment that is still to come."
    ),
    "phase_ended": say("Phase %(number)s is over or has begun: it stays. Add a new phase instead."),
    "phase_results_seen": say(
        "People could see the results already: nothing opens again. For another round, copy the consultation."
    ),
    "process_reason_missing": say("Say why: everyone reads it beside what you change."),
    "process_envelope_twice": say("Two envelopes have the same name."),
    "process_audience_set": say("People have read it already: whom it is for stays as it is."),
    "process_past": say("All its phases are over: nobody could take part. Change their days first."),
    "process_service_retired": say("The service that must answer is retired: choose another one first."),
    "process_open": say("It is not over yet: people can still take part. Change its phases first."),
    "process_archived": say("It is archived: take it out of the archive first."),
    "process_used": say(
        "A vote is written for it, or for the phase that would go: throw its draft away first, or move it."
    ),
    "process_published": say(
        "It is published: it can’t be thrown away any more. Archive it once it is over."
    ),
}
