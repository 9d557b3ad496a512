-- Whether a vote may be given, and what it says. Each function names its search path, so that nobody puts a table
-- of theirs in the place of ours, and none says in an error what somebody chose.

-- `okote_now` for functions that name their search path.
CREATE FUNCTION ballot_now() RETURNS timestamptz LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT okote_now() $$;

-- The moment of the very statement: whoever waited is judged when it was through.
CREATE FUNCTION ballot_moment() RETURNS timestamptz LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT okote_now() + (clock_timestamp() - now()) $$;

CREATE FUNCTION ballot_standing(ballot uuid) RETURNS text LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, public, pg_temp AS
$$
    SELECT CASE WHEN wanted.announced_at IS NULL OR at < phase.starts_at THEN 'early'
                WHEN wanted.closed_at IS NOT NULL OR at >= phase.ends_at THEN 'over'
                ELSE 'open' END
      FROM ballot_moment() at LEFT JOIN ballot wanted ON wanted.id = $1 LEFT JOIN phase ON phase.id = phase_id
$$;

-- Its phase is over; a phase without an end never is.
CREATE FUNCTION ballot_ended(ballot uuid) RETURNS boolean LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, public, pg_temp AS
$$
    SELECT EXISTS (SELECT FROM ballot wanted JOIN phase ON phase.id = phase_id
                    WHERE wanted.id = $1 AND ballot_moment() >= phase.ends_at)
$$;

-- Why these choices can't be taken; NULL where they can. Nothing chosen is a blank vote, and always possible.
CREATE FUNCTION ballot_refusal(ballot uuid, positions integer[], given integer[]) RETURNS text
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS
$$
    SELECT CASE
        WHEN cardinality(positions) <> cardinality(given) THEN 'unknown'
        WHEN cardinality(positions) = 0 THEN NULL
        WHEN chosen.known < cardinality(positions) THEN 'unknown'
        WHEN chosen.withdrawn > 0 THEN 'withdrawn'
        WHEN cardinality(positions) > wanted.most THEN 'too_many'
        WHEN cardinality(positions) < least(wanted.least, chosen.remaining) THEN 'too_few'
        WHEN 1 > ANY (given) OR CASE wanted.input
            WHEN 'points' THEN spent > wanted.points OR wanted.points_most < ANY (given)
            ELSE 1 < ANY (given) END THEN 'points'
        END
    FROM public.ballot wanted, (SELECT sum(one) AS spent FROM unnest(given) one) together, LATERAL (
        SELECT count(*) FILTER (WHERE position = ANY (positions)) AS known,
               count(*) FILTER (WHERE position = ANY (positions) AND withdrawn_at IS NOT NULL) AS withdrawn,
               count(*) FILTER (WHERE withdrawn_at IS NULL) AS remaining
          FROM ballot_option WHERE ballot_id = $1
    ) chosen
    WHERE wanted.id = $1
$$;

-- `1:1,4:1`: position and points, in the order of positions; empty where it is blank.
CREATE FUNCTION ballot_canonical(positions integer[], points integer[]) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$
    SELECT coalesce(string_agg(position || ':' || given, ',' ORDER BY position), '')
      FROM unnest(positions, points) AS chosen (position, given)
$$;

CREATE FUNCTION ballot_receipt(ballot uuid, choices text, nonce text) RETURNS bytea
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS
$$ SELECT sha256(convert_to(concat_ws(' ', ballot, choices, nonce), 'UTF8')) $$;
