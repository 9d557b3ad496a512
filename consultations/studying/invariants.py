"""What constraints can't say of studies."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "study-is-with-who-answers",
        "An idea that is being studied is with the service that answers, until the day that it says.",
        """
        SELECT i.id FROM idea i
        LEFT JOIN idea_study s ON s.idea_id = i.id AND s.answers AND s.ended_at IS NULL
        WHERE (s.service_id, s.due_at) IS DISTINCT FROM
              (CASE WHEN i.state = 'studied' THEN i.service_id END, i.due_at)
        """,
    ),
    Invariant(
        "study-that-is-closed-has-its-answer",
        "Nothing is owed about an idea that has its answer, and what was ended by an answer has one.",
        """
        SELECT s.id FROM idea_study s JOIN idea i ON i.id = s.idea_id
        WHERE s.ended_at IS NULL AND i.state NOT IN ('published', 'studied')
           OR s.ended = 'answered' AND NOT EXISTS (
               SELECT 1 FROM idea_step t
               WHERE t.idea_id = s.idea_id AND t.state IN ('accepted', 'refused') AND t.at = s.ended_at
           )
        """,
    ),
    Invariant(
        "study-stays-in-its-territory",
        "An idea, who studies it, their views and their notes are of one territory, as are its usual days.",
        """
        SELECT x.id FROM (
            SELECT id, territory_id, idea_id, service_id FROM idea_study
            UNION ALL SELECT id, territory_id, idea_id, service_id FROM study_view
            UNION ALL SELECT id, territory_id, idea_id, service_id FROM study_note
        ) x JOIN idea i ON i.id = x.idea_id LEFT JOIN service v ON v.id = x.service_id
        WHERE x.territory_id <> ANY (ARRAY[i.territory_id, v.territory_id])
        UNION ALL
        SELECT t.id FROM study_term t JOIN process p ON p.id = t.process_id
        WHERE t.territory_id <> p.territory_id
        """,
    ),
    Invariant(
        "study-view-is-of-a-service-that-has-it",
        "A view is given by a service that was asked, on a version that the idea had, and they run on.",
        """
        SELECT v.id FROM study_view v JOIN idea i ON i.id = v.idea_id
        WHERE v.idea_version > i.version
           OR NOT EXISTS (
               SELECT 1 FROM idea_study s WHERE s.idea_id = v.idea_id AND s.service_id = v.service_id
           )
           OR v.number > (
               SELECT count(*) FROM study_view w WHERE w.idea_id = v.idea_id AND w.service_id = v.service_id
           )
        """,
    ),
    Invariant(
        "study-is-not-by-who-wrote-it",
        "Nobody gives a view on an idea that they wrote, alone or with others.",
        """
        SELECT v.id FROM study_view v JOIN idea i ON i.id = v.idea_id
        LEFT JOIN idea_author a ON a.idea_id = i.id AND a.person_id = v.by AND a.left_at IS NULL
        WHERE v.by = i.person_id OR a.accepted_at <= v.at
        """,
    ),
)
