-- The roll: who has voted, by which channel, on which day, and nothing of what. Whoever owns it reads no paper.
CREATE SCHEMA roll;

CREATE TABLE roll.mark (
    ballot_id uuid NOT NULL,
    voter bytea NOT NULL,
    channel text NOT NULL,
    day date NOT NULL,
    CONSTRAINT pk_mark PRIMARY KEY (ballot_id, voter),
    CONSTRAINT ck_mark_voter CHECK (length(voter) = 32),
    CONSTRAINT ck_mark_channel CHECK (channel IN ('web', 'code', 'assisted', 'paper'))
);

-- Marks the roll and puts the paper into the urn, both or neither. Outcomes: cast, voted, early, over, or why not
-- those choices. Asked again with the same code and choices it answers the same; with others, that one has voted.
CREATE FUNCTION roll.cast_vote(
    ballot uuid, voter bytea, channel text, positions integer[], points integer[], code bytea, nonce text,
    OUT outcome text, OUT receipt bytea
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_variable
DECLARE
    zone text;
    written CONSTANT text := public.ballot_canonical(positions, points);
    fresh CONSTANT bytea := public.ballot_receipt(ballot, written, nonce);
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('ballot:' || ballot, 0));
    SELECT here.time_zone INTO zone
      FROM public.ballot one JOIN public.territory here ON here.id = one.territory_id
     WHERE one.id = ballot AND one.mode = 'sealed';
    IF zone IS NULL THEN
        outcome := 'early';
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM roll.mark one WHERE one.ballot_id = ballot AND one.voter = cast_vote.voter) THEN
        outcome := 'voted';
    ELSE
        outcome := nullif(public.ballot_standing(ballot), 'open');
        outcome := coalesce(outcome, public.ballot_refusal(ballot, positions, points));
    END IF;
    IF outcome IS NULL THEN
        INSERT INTO roll.mark (ballot_id, voter, channel, day)
        VALUES (ballot, voter, channel, (public.ballot_now() AT TIME ZONE zone)::date) ON CONFLICT DO NOTHING;
        outcome := CASE WHEN FOUND THEN 'cast' ELSE 'voted' END;
        IF outcome = 'cast' THEN
            PERFORM urn.put(ballot, written, code, fresh);
            IF public.ballot_standing(ballot) <> 'open' THEN  -- it waited for a double of itself that was undone
                RAISE EXCEPTION 'the ballot is over' USING ERRCODE = 'object_not_in_prerequisite_state';
            END IF;
        END IF;
    END IF;
    IF outcome = 'voted' AND urn.holds(ballot, code, fresh) THEN
        outcome := 'cast';
    END IF;
    receipt := CASE outcome WHEN 'cast' THEN fresh END;
END
$$;

-- For the voters themselves: it takes the key, which is made of a secret that is not in the database.
CREATE FUNCTION roll.has_voted(ballot uuid, voter bytea) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$ SELECT EXISTS (SELECT FROM roll.mark one WHERE (one.ballot_id, one.voter) = ($1, $2)) $$;

-- How many, by channel; only with a line of the audit trail that this very transaction wrote about it.
CREATE FUNCTION roll.counted(ballot uuid, entry uuid) RETURNS TABLE (channel text, votes bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_column
BEGIN
    PERFORM FROM public.audit_entry one
      WHERE one.id = entry AND one.deed = 'roll_read' AND one.subject_id = ballot AND one.reason <> ''
        AND one.at = public.ballot_now();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a read of the roll is written down first' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT one.channel, count(*) FROM roll.mark one WHERE one.ballot_id = ballot GROUP BY 1 ORDER BY 1;
END
$$;

-- Ballots whose urn holds more or fewer papers than the roll has marks.
CREATE FUNCTION roll.uneven() RETURNS TABLE (ballot_id uuid, marks bigint, votes bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_column
BEGIN
    PERFORM urn.steady();
    RETURN QUERY
        SELECT ballot_id, coalesce(told.marks, 0), coalesce(held.votes, 0)
          FROM (SELECT one.ballot_id, count(*) AS marks FROM roll.mark one GROUP BY 1) told
          FULL JOIN urn.sizes() held USING (ballot_id)
         WHERE told.marks IS DISTINCT FROM held.votes;
END
$$;
