"""What constraints can't say of procedures."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "procedure-stays-in-its-territory",
        "A procedure, its service, its versions and their steps and files are of one territory.",
        """
        SELECT p.id FROM procedure p JOIN service s ON s.id = p.service_id
        LEFT JOIN procedure_version v ON v.procedure_id = p.id
        LEFT JOIN procedure_step t ON t.version_id = v.id LEFT JOIN procedure_file f ON f.version_id = v.id
        WHERE p.territory_id <> ANY (
            ARRAY[s.territory_id, v.territory_id, t.territory_id, f.territory_id]
        )
        """,
    ),
    Invariant(
        "procedure-is-public-since-its-first-version-is",
        "A procedure was published when the first of its versions was, and not before.",
        """
        SELECT p.id FROM procedure p LEFT JOIN procedure_version v ON v.procedure_id = p.id
        GROUP BY p.id HAVING p.published_at IS DISTINCT FROM min(v.published_at)
        """,
    ),
    Invariant(
        "procedure-versions-are-numbered-without-a-gap",
        "The versions of a procedure bear the numbers from 1 on, in the order in which they were begun.",
        """
        SELECT v.id FROM (
            SELECT id, number, row_number() OVER (PARTITION BY procedure_id ORDER BY id) AS place
            FROM procedure_version
        ) v WHERE v.number <> v.place
        """,
    ),
    Invariant(
        "procedure-version-withdrawn-says-nothing",
        "Of a version that was taken down neither a step nor a file is left.",
        """
        SELECT v.id FROM procedure_version v
        LEFT JOIN procedure_file f ON f.version_id = v.id AND f.removed_at IS NULL
        LEFT JOIN procedure_step t ON t.version_id = v.id
        WHERE v.withdrawn_at IS NOT NULL AND num_nonnulls(f.id, t.id) > 0
        """,
    ),
    Invariant(
        "procedure-version-is-cleared-with-all-that-it-says",
        "Where names were removed, there is something to read, and every file says in words what it says.",
        """
        SELECT v.id FROM procedure_version v
        LEFT JOIN procedure_file f ON f.version_id = v.id AND f.removed_at IS NULL
        LEFT JOIN procedure_step t ON t.version_id = v.id
        WHERE v.names_removed_at IS NOT NULL AND v.withdrawn_at IS NULL
          AND (f.words = '' OR (v.text = '' AND f.id IS NULL AND t.id IS NULL))
        """,
    ),
)
