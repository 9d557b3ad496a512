"""What constraints can't say of tests."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "test-stays-in-its-territory",
        "A test, its panel, its version, its tasks and the answers to it are of one territory.",
        """
        SELECT c.id FROM test_campaign c JOIN panel p ON p.id = c.panel_id
        JOIN procedure_version v ON v.id = c.version_id LEFT JOIN test_task t ON t.campaign_id = c.id
        LEFT JOIN sitting s ON s.campaign_id = c.id LEFT JOIN finding f ON f.campaign_id = c.id
        WHERE c.territory_id <> ANY (ARRAY[
            p.territory_id, v.territory_id, t.territory_id, s.territory_id, f.territory_id
        ])
        """,
    ),
    Invariant(
        "test-is-of-a-version-without-names",
        "What a test that was opened tries was cleared of names, and is held as it is.",
        """
        SELECT c.id FROM test_campaign c JOIN procedure_version v ON v.id = c.version_id
        WHERE c.opened_at IS NOT NULL AND num_nonnulls(v.names_removed_at, v.tested_at) < 2
        """,
    ),
    Invariant(
        "test-has-a-task",
        "A test that was opened asks for one thing at least.",
        """
        SELECT c.id FROM test_campaign c LEFT JOIN test_task t ON t.campaign_id = c.id
        WHERE c.opened_at IS NOT NULL GROUP BY c.id HAVING count(t.id) = 0
        """,
    ),
    Invariant(
        "sitting-that-was-sent-has-all-its-answers",
        "Whoever has sent their answers said of each task how far they got.",
        """
        SELECT s.id FROM sitting s JOIN test_task t ON t.campaign_id = s.campaign_id
        LEFT JOIN task_outcome o ON o.sitting_id = s.id AND o.task_id = t.id
        WHERE s.completed_at IS NOT NULL AND o.task_id IS NULL
        """,
    ),
    Invariant(
        "sitting-is-within-its-test",
        "Answers were begun while the test was open, and sent before its service read any.",
        """
        SELECT s.id FROM sitting s JOIN test_campaign c ON c.id = s.campaign_id
        WHERE c.opened_at IS NULL OR s.begun_at < c.opens_at OR s.begun_at >= c.closes_at
           OR s.completed_at >= c.closes_at OR s.completed_at > c.handed_over_at
        """,
    ),
    Invariant(
        "sitting-is-of-a-seat-on-its-panel",
        "Whoever tries a test sits on its panel, and does not work for the service that is tested.",
        """
        SELECT s.id FROM sitting s JOIN test_campaign c ON c.id = s.campaign_id
        JOIN seat t ON t.id = s.seat_id JOIN volunteer w ON w.id = t.volunteer_id
        JOIN procedure_version v ON v.id = c.version_id JOIN procedure p ON p.id = v.procedure_id
        WHERE t.panel_id <> c.panel_id
           OR (s.completed_at IS NULL AND w.own_service_id = p.service_id AND c.published_at IS NULL)
        """,
    ),
    Invariant(
        "observer-answers-nothing",
        "Nobody who observes a panel tries its tests.",
        """
        SELECT s.id FROM sitting s JOIN test_campaign c ON c.id = s.campaign_id
        JOIN observer o ON o.panel_id = c.panel_id AND o.person_id = s.person_id
        WHERE s.begun_at >= o.added_at
        """,
    ),
    Invariant(
        "test-tells-no-smaller-group-than-its-territory",
        "No test that waits for its results tells of groups smaller than its territory lets be told of.",
        """
        SELECT c.id FROM test_campaign c JOIN panel_terms t USING (territory_id)
        WHERE c.handed_over_at IS NULL AND c.smallest_group < t.smallest_group
        """,
    ),
    Invariant(
        "test-tells-nothing-of-too-few",
        "Results were handed over only of as many testers as the smallest group that is told.",
        """
        SELECT c.id FROM test_campaign c
        LEFT JOIN sitting s ON s.campaign_id = c.id AND s.completed_at IS NOT NULL
        WHERE c.handed_over_at IS NOT NULL GROUP BY c.id HAVING count(s.id) < c.smallest_group
        """,
    ),
    Invariant(
        "test-is-handed-over-once-all-is-read",
        "No text of a tester waits for its review once the service reads the results.",
        """
        SELECT c.id FROM test_campaign c
        JOIN sitting s ON s.campaign_id = c.id AND s.completed_at IS NOT NULL
        LEFT JOIN remark r ON r.sitting_id = s.id LEFT JOIN finding f ON f.sitting_id = s.id
        WHERE c.handed_over_at IS NOT NULL AND (r.review = 'waiting' OR f.state = 'reported')
        """,
    ),
    Invariant(
        "test-is-published-once-its-service-has-read",
        "Results were published once the days for reading were over, or the service had replied.",
        """
        SELECT id FROM test_campaign
        WHERE published_at < handed_over_at + make_interval(hours => 24 * reading_days)
          AND (replied_at IS NULL OR published_at < replied_at)
        """,
    ),
    Invariant(
        "finding-stands-where-its-last-answer-says",
        "A finding that was answered stands as its latest answer says, and no other one is answered.",
        """
        SELECT f.id FROM finding f
        LEFT JOIN LATERAL (
            SELECT answer FROM finding_answer a WHERE a.finding_id = f.id ORDER BY a.id DESC LIMIT 1
        ) a ON true
        WHERE (f.state IN ('accepted', 'refused', 'already_done')) <> (a.answer IS NOT NULL)
           OR f.state <> a.answer
        """,
    ),
    Invariant(
        "finding-is-counted-with-one-of-its-test",
        "A finding that is counted with another is of the same test, and that other bears a number.",
        """
        SELECT f.id FROM finding f JOIN finding o ON o.id = f.same_as_id
        WHERE o.campaign_id <> f.campaign_id OR o.same_as_id IS NOT NULL OR o.number IS NULL
        """,
    ),
)
