"""What was reported about ideas is with all that is reported: one case for what was looked at together."""

from alembic import op

revision = "c0018"
down_revision = "c0017"
branch_labels = None
depends_on = None

TOGETHER = """
CREATE TEMPORARY TABLE together ON COMMIT DROP AS
SELECT (array_agg(r.id ORDER BY r.id))[1] AS case_id, r.territory_id, r.idea_id, min(r.at) AS opened_at,
       r.handled_at, r.handled_by, r.hidden
  FROM idea_report r GROUP BY r.territory_id, r.idea_id, r.handled_at, r.handled_by, r.hidden
"""
"""Each has the number of its first report, so that what came later has a greater one."""

CASES = """
INSERT INTO moderation_case
    (id, territory_id, kind, subject_id, author_id, title, origin, severity, opened_at, decided_at)
SELECT t.case_id, t.territory_id, 'idea', t.idea_id, i.person_id, i.title, 'notice', 1,
       t.opened_at, t.handled_at
  FROM together t JOIN idea i ON i.id = t.idea_id
"""

NOTICES = """
INSERT INTO moderation_notice
    (id, territory_id, case_id, person_id, name, email, ground, explanation, url, good_faith, new_account,
     language, at, forgotten_at)
SELECT r.id, r.territory_id, t.case_id, nullif(r.person_id, t.handled_by), '', '', 'conduct', r.reason,
       '/ideas/' || r.idea_id, true, false, r.language, r.at,
       CASE WHEN r.person_id = t.handled_by THEN t.handled_at END
  FROM idea_report r JOIN together t ON t.idea_id = r.idea_id
   AND t.handled_at IS NOT DISTINCT FROM r.handled_at
   AND t.handled_by IS NOT DISTINCT FROM r.handled_by AND t.hidden IS NOT DISTINCT FROM r.hidden
"""
"""Nobody decides on what they reported: where somebody had, that it was theirs is forgotten."""

DECISIONS = """
INSERT INTO moderation_decision
    (id, territory_id, case_id, verdict, ground, facts, rule, at, by)
SELECT t.case_id, t.territory_id, t.case_id, CASE WHEN t.hidden THEN 'hidden' ELSE 'kept' END,
       CASE WHEN t.hidden THEN 'conduct' END, coalesce(CASE WHEN t.hidden THEN i.hidden_because END, '–'),
       CASE WHEN t.hidden THEN '–' ELSE '' END, t.handled_at, t.handled_by
  FROM together t JOIN idea i ON i.id = t.idea_id WHERE t.handled_at IS NOT NULL
"""


def upgrade() -> None:
    for moved in (TOGETHER, CASES, NOTICES, DECISIONS):
        op.execute(moved)
    op.drop_table("idea_report")
