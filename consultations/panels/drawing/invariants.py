"""What constraints can't say of draws."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "draw-is-of-what-was-frozen",
        "What a draw published is of the pool that was frozen: its hash, and how many are in it.",
        """
        SELECT id FROM draw
        WHERE report::jsonb -> 'pool' ->> 'sha256' <> pool_hash
           OR jsonb_array_length(report::jsonb -> 'numbers') <> pool_size
           OR array_length(string_to_array(pool, E'\\n'), 1) - 3 <> pool_size
        """,
    ),
    Invariant(
        "draw-chose-what-its-ticket-says",
        "Seed, ticket and panel of a draw follow from its seal and the numbers that two people typed.",
        """
        WITH drawn AS (
            SELECT id, r, sha256(convert_to((r ->> 'seal') || E'\\n' || (r ->> 'result'), 'UTF8')) AS seed
            FROM (SELECT id, report::jsonb AS r FROM draw WHERE state = 'drawn') d
        ), panels AS (
            SELECT d.id, p.place, p.one -> 'members' AS members,
                   sum((p.one ->> 'tickets')::int) OVER (PARTITION BY d.id ORDER BY p.place) AS upto,
                   sum((p.one ->> 'tickets')::int) OVER (PARTITION BY d.id) AS tickets
            FROM drawn d, jsonb_array_elements(d.r -> 'panels') WITH ORDINALITY p (one, place)
        ), tickets AS (
            SELECT d.id, d.r, d.seed, mod((
                SELECT sum(get_byte(d.seed, i) * power(256::numeric, 31 - i)) FROM generate_series(0, 31) i
            ), (SELECT max(p.tickets) FROM panels p WHERE p.id = d.id)) AS ticket
            FROM drawn d
        )
        SELECT t.id FROM tickets t
        WHERE t.r ->> 'seed' <> encode(t.seed, 'hex') OR (t.r ->> 'ticket')::numeric <> t.ticket
           OR t.r -> 'panel' <> (
                SELECT jsonb_agg(t.r -> 'numbers' -> m.number::int ORDER BY m.place)
                FROM panels p, jsonb_array_elements_text(p.members) WITH ORDINALITY m (number, place)
                WHERE p.id = t.id AND p.place = (
                    SELECT min(q.place) FROM panels q WHERE q.id = t.id AND q.upto > t.ticket
                )
           )
        """,
    ),
    Invariant(
        "draw-seats-whom-it-chose",
        "Those whose numbers the ticket of a draw has were given its seats, and nobody else was.",
        """
        WITH drawn AS (
            SELECT panel_id, report::jsonb -> 'panel' AS panel, pool FROM draw WHERE state = 'drawn'
        )
        SELECT v.panel_id, v.number FROM volunteer v LEFT JOIN seat s ON s.volunteer_id = v.id AND s.rank = 0
        WHERE v.panel_id IN (SELECT panel_id FROM drawn GROUP BY panel_id HAVING every(pool IS NOT NULL))
          AND (s.id IS NULL) = EXISTS (
            SELECT FROM drawn d WHERE d.panel_id = v.panel_id AND d.panel ?
            regexp_replace(lpad(v.number::text, 12, '0'), '(...)(...)(...)(...)', '\\1-\\2-\\3-\\4')
        )
        """,
    ),
    Invariant(
        "draw-was-typed-by-two",
        "What was drawn is what two people typed in one round; rounds in which two differed drew nothing.",
        """
        SELECT d.id FROM draw d
        WHERE d.state = 'drawn' AND (
            SELECT count(*) FROM draw_entry e
            WHERE e.draw_id = d.id AND e.numbers = d.report::jsonb ->> 'result'
            AND e.round = (SELECT max(f.round) FROM draw_entry f WHERE f.draw_id = d.id)
        ) <> 2
        UNION ALL
        SELECT e.draw_id FROM draw_entry e JOIN draw_entry f ON f.draw_id = e.draw_id AND f.round = e.round
        JOIN draw d ON d.id = e.draw_id
        WHERE e.place = 1 AND f.place = 2 AND e.numbers = f.numbers AND d.state <> 'drawn'
        """,
    ),
    Invariant(
        "draw-closes-its-panel",
        "The pool of a panel was frozen where a draw of it counts, and only then; its call is opened again "
        "between two draws alone.",
        """
        SELECT p.id FROM panel p LEFT JOIN draw d ON d.panel_id = p.id AND d.state <> 'void'
        WHERE (p.frozen_at IS NULL) <> (d.id IS NULL)
           OR d.state <> 'drawn' AND p.reopened_at >= p.frozen_at
        """,
    ),
    Invariant(
        "draw-takes-the-reserves-with-it",
        "While seats that are left are drawn for, nobody waits to be called: their order is still to come.",
        """
        SELECT s.id FROM seat s JOIN draw d ON d.panel_id = s.panel_id
        WHERE d.state NOT IN ('drawn', 'void') AND s.state = 'waiting'
        """,
    ),
    Invariant(
        "draw-stays-in-its-territory",
        "A draw, its panel and what people typed of it are of one territory.",
        """
        SELECT d.id FROM draw d JOIN panel p ON p.id = d.panel_id LEFT JOIN draw_entry e ON e.draw_id = d.id
        WHERE d.territory_id <> ANY (ARRAY[p.territory_id, e.territory_id])
        """,
    ),
)
