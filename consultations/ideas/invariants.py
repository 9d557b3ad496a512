"""What constraints can't say of ideas."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "idea-is-where-its-latest-step-is",
        "An idea's state, service and moment are those of its latest step, if it has any.",
        """
        SELECT i.id FROM idea i LEFT JOIN LATERAL (
            SELECT state, service_id, at FROM idea_step s WHERE s.idea_id = i.id ORDER BY s.id DESC LIMIT 1
        ) s ON true
        WHERE (i.state, i.since) IS DISTINCT FROM
              (coalesce(s.state, 'published'), coalesce(s.at, i.proposed_at))
           OR i.service_id IS DISTINCT FROM s.service_id
        """,
    ),
    Invariant(
        "idea-stays-in-its-territory",
        "An idea, and all that belongs to it, is of one territory.",
        """
        SELECT i.id FROM idea i LEFT JOIN place p ON p.id = i.place_id
        LEFT JOIN theme c ON c.id = i.category_id LEFT JOIN process o ON o.id = i.process_id
        LEFT JOIN idea_version n ON n.idea_id = i.id LEFT JOIN idea_file f ON f.idea_id = i.id
        LEFT JOIN idea_author a ON a.idea_id = i.id
        LEFT JOIN idea_step s ON s.idea_id = i.id LEFT JOIN service v ON v.id = s.service_id
        WHERE i.territory_id <> ANY (ARRAY[
            p.territory_id, s.territory_id, v.territory_id, c.territory_id, o.territory_id,
            n.territory_id, f.territory_id, a.territory_id
        ])
        """,
    ),
    Invariant(
        "idea-is-not-supported-by-its-author",
        "Nobody counts as a supporter of their own idea.",
        """
        SELECT i.id FROM idea i JOIN idea_support s ON s.idea_id = i.id
        LEFT JOIN idea_author a ON a.idea_id = i.id AND a.person_id = s.person_id AND a.left_at IS NULL
        WHERE s.person_id = i.person_id OR a.id IS NOT NULL
        """,
    ),
    Invariant(
        "idea-says-its-latest-version",
        "What an idea says is what its latest version kept, whose SHA-256 anyone computes again.",
        """
        SELECT i.id FROM idea i LEFT JOIN idea_version v ON v.idea_id = i.id AND v.number = i.version
        LEFT JOIN LATERAL (
            SELECT encode(sha256(convert_to(jsonb_build_array(
                v.content->'title', v.content->'body', v.content->'language', v.content->'category',
                v.content->'place', v.content->'address', v.content->'latitude', v.content->'longitude',
                v.content->'files'
            )::text, 'UTF8')), 'hex') AS digest
        ) again ON true
        WHERE (v.content->>'title', v.content->>'body', v.content->>'address')
              IS DISTINCT FROM (i.title, i.body, i.address)
           OR v.sha256 IS DISTINCT FROM again.digest
        """,
    ),
    Invariant(
        "idea-versions-run-on",
        "An idea's versions are numbered from 1 on without a gap, and the last that changed much is known.",
        """
        SELECT i.id FROM idea i LEFT JOIN LATERAL (
            SELECT count(*) AS known, max(number) FILTER (WHERE substantial) AS much
            FROM idea_version v WHERE v.idea_id = i.id
        ) v ON true
        WHERE (v.known, v.much) IS DISTINCT FROM (i.version::bigint, i.reconsent)
        """,
    ),
    Invariant(
        "idea-is-supported-in-a-version",
        "Whoever supports an idea supports one of the versions that it had.",
        """
        SELECT s.idea_id FROM idea_support s JOIN idea i ON i.id = s.idea_id
        WHERE s.version NOT BETWEEN 1 AND i.version
        """,
    ),
    Invariant(
        "idea-is-found-by-its-title",
        "The letters by which an idea like another is found are those of its title.",
        """
        SELECT i.id FROM idea i CROSS JOIN LATERAL idea_trigrams(i.title) AS wanted LEFT JOIN LATERAL (
            SELECT array_agg(t.trigram::text ORDER BY t.trigram COLLATE "C") AS kept,
                   bool_and(t.territory_id = i.territory_id AND t.size = cardinality(wanted)) AS sized
            FROM idea_trigram t WHERE t.idea_id = i.id
        ) t ON true
        WHERE coalesce(t.kept, '{}') <> wanted OR t.sized IS false
        """,
    ),
    Invariant(
        "idea-is-replaced-by-others",
        "An idea that others stand for names them, all of its territory, and no other idea does.",
        """
        SELECT i.id FROM idea i LEFT JOIN idea_replacement r ON r.idea_id = i.id
        LEFT JOIN idea o ON o.id = r.to_id
        WHERE (i.replaced_at IS NULL) <> (r.to_id IS NULL) OR o.territory_id <> i.territory_id
        """,
    ),
    Invariant(
        "idea-keeps-nothing-for-closed-accounts",
        "What somebody proposed stays without their name; what they supported goes.",
        """
        SELECT p.id FROM person p
        LEFT JOIN idea i ON i.person_id = p.id AND i.public_name IS NOT NULL
        LEFT JOIN idea_support s ON s.person_id = p.id
        LEFT JOIN idea_draft d ON d.person_id = p.id
        LEFT JOIN idea_author a ON a.person_id = p.id AND (a.left_at IS NULL OR a.public_name IS NOT NULL)
        WHERE p.closed_at IS NOT NULL AND num_nonnulls(i.id, s.idea_id, d.id, a.id) > 0
        """,
    ),
)
