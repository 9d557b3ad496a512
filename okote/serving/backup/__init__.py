"""`okote backup` and `okote restore`: the database to a moment, and what people uploaded.

A backup is a folder named by its moment: `base/`, a copy of the embedded PostgreSQL; `database.dump`, which
any PostgreSQL takes; `uploads/`; and `manifest.json`, with the digest of every file. Beside the backups, an
archive goes on from the first of them: the database's log as it is written, and new uploads. A backup and its
archive lead to any moment since.
"""
