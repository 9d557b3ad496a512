"""What constraints can't say of who may take part."""

from payments.invariants import Invariant

INVARIANTS = (
    Invariant(
        "resident-stays-in-their-territory",
        "Where somebody lives, a line of a list and a letter are of a place of their own territory.",
        """
        SELECT f.id FROM residence_fact f JOIN place p ON p.id = f.place_id
        WHERE p.territory_id <> f.territory_id
        UNION ALL SELECT e.id FROM census_entry e JOIN place p ON p.id = e.place_id
        LEFT JOIN census_list l ON l.id = e.list_id
        WHERE e.territory_id <> ANY (ARRAY[p.territory_id, l.territory_id])
        UNION ALL SELECT r.id FROM residence_letter r JOIN place p ON p.id = r.place_id
        LEFT JOIN letter_package k ON k.id = r.package_id
        WHERE r.territory_id <> ANY (ARRAY[p.territory_id, k.territory_id])
        """,
    ),
    Invariant(
        "residence-by-the-list-is-of-a-line",
        "Whoever is known by the list has a line of it, as long as that list is kept.",
        """
        SELECT f.id FROM residence_fact f
        WHERE f.proof = 'list' AND f.ended_at IS NULL AND NOT EXISTS (
            SELECT FROM census_entry e WHERE e.territory_id = f.territory_id AND e.person_id = f.person_id
        ) AND EXISTS (
            SELECT FROM census_list l WHERE l.territory_id = f.territory_id AND l.replaced_at IS NULL
            AND l.in_force_at <= f.shown_at AND l.kept_until > f.shown_on
            AND EXISTS (SELECT FROM census_entry e WHERE e.list_id = l.id)
        )
        """,
    ),
    Invariant(
        "nobody-recognises-themselves",
        "A question of who somebody is was answered by somebody else.",
        """
        SELECT id FROM census_claim WHERE decided_by = person_id AND verdict <> 'waiting'
        """,
    ),
    Invariant(
        "downloaded-letters-have-codes",
        "The letters of a package have their codes from its download on, and none before.",
        """
        SELECT r.id FROM residence_letter r JOIN letter_package k ON k.id = r.package_id
        WHERE k.voided_at IS NULL AND (k.downloaded_at IS NULL) <> (r.mark IS NULL)
        """,
    ),
    Invariant(
        "code-that-was-used-leaves-no-name",
        "Once a code is used, neither the name nor the address of its letter is kept.",
        """
        SELECT id FROM residence_letter
        WHERE used_at IS NOT NULL AND (name <> '' OR address <> '' OR born_on IS NOT NULL)
        """,
    ),
)
