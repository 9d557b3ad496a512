-- What an export of the database may read beside the log of receipts: what everyone may, and nothing that names anybody.

CREATE FUNCTION published_ballots() RETURNS TABLE (
    id uuid, territory_id uuid, title text, question text, mode text, input text, rule text,
    opens_at timestamptz, closes_at timestamptz, published_at timestamptz, digest bytea
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS
$$
    SELECT ballot.id, ballot.territory_id, title, question, mode, input, rule, starts_at, ends_at, published_at, digest
      FROM ballot JOIN phase ON phase.id = phase_id WHERE announced_at IS NOT NULL ORDER BY ballot.id
$$;

CREATE FUNCTION published_options() RETURNS TABLE (
    ballot_id uuid, "position" integer, title text, body text, cost_minor bigint, withdrawn_because text
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS
$$
    SELECT ballot_id, position, option.title, body, cost_minor, withdrawn_because
      FROM ballot_option option JOIN ballot ON ballot.id = ballot_id AND announced_at IS NOT NULL
     ORDER BY ballot_id, position
$$;

REVOKE ALL ON FUNCTION published_ballots(), published_options() FROM PUBLIC;
