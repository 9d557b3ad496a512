"""What constraints can't say of the ledger: that entries are whole, and that nobody altered one."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "ledger-entry-has-postings",
        "Every entry moves something.",
        """
        SELECT book, id FROM ledger_entry
        WHERE NOT EXISTS (
            SELECT FROM ledger_posting p WHERE (p.book, p.entry_id) = (ledger_entry.book, ledger_entry.id)
        )
        """,
    ),
    Invariant(
        "ledger-posting-belongs-to-entry-of-its-book",
        "Every posting belongs to an entry, in the same book.",
        """
        SELECT p.book, p.entry_id, p.position FROM ledger_posting p
        LEFT JOIN ledger_entry e ON (e.book, e.id) = (p.book, p.entry_id)
        WHERE e.id IS NULL
        """,
    ),
    Invariant(
        "ledger-entry-in-one-currency",
        "All postings of an entry are in one currency.",
        """
        SELECT book, entry_id FROM ledger_posting
        GROUP BY book, entry_id HAVING count(DISTINCT currency) > 1
        """,
    ),
    Invariant(
        "ledger-reversal-mirrors-its-entry",
        "A reversal gives back exactly what an entry of the same book moved, posting by posting.",
        """
        WITH given_back AS (
            SELECT r.book, r.id, p.position, p.destination, p.source, p.amount_minor, p.currency
            FROM ledger_entry r
            LEFT JOIN ledger_posting p ON (p.book, p.entry_id) = (r.book, r.reverses)
            WHERE r.reverses IS NOT NULL
        ), told AS (
            SELECT r.book, r.id, p.position, p.source, p.destination, p.amount_minor, p.currency
            FROM ledger_entry r
            LEFT JOIN ledger_posting p ON (p.book, p.entry_id) = (r.book, r.id)
            WHERE r.reverses IS NOT NULL
        )
        SELECT book, id FROM (
            (TABLE given_back EXCEPT TABLE told) UNION (TABLE told EXCEPT TABLE given_back)
        ) differing
        UNION
        SELECT r.book, r.id FROM ledger_entry r
        LEFT JOIN ledger_entry e ON (e.book, e.id) = (r.book, r.reverses)
        WHERE r.reverses IS NOT NULL AND (e.id IS NULL OR r.reference IS DISTINCT FROM e.reference)
        """,
    ),
    Invariant(
        "ledger-entry-matches-its-digest",
        "What an entry says is what its digest was taken of: nobody altered it since.",
        """
        SELECT e.book, e.id FROM ledger_entry e
        CROSS JOIN LATERAL (
            SELECT string_agg(
                format('{"amount":%s,"currency":"%s","destination":"%s","source":"%s"}',
                       p.amount_minor, p.currency, p.destination, p.source),
                ',' ORDER BY p.position
            ) AS told
            FROM ledger_posting p WHERE (p.book, p.entry_id) = (e.book, e.id)
        ) postings
        WHERE e.digest <> encode(sha256(convert_to(
            '{"kind":"' || e.kind || '","postings":[' || coalesce(told, '')
            || '],"reference":' || coalesce('"' || e.reference || '"', 'null')
            || ',"reverses":' || coalesce('"' || e.reverses || '"', 'null') || '}', 'UTF8'
        )), 'hex')
        """,
    ),
)
