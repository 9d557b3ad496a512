-- Papers that came into the urn by batches. They have neither receipt nor code: nobody could ask for theirs.
ALTER TABLE urn.vote ADD COLUMN batch uuid;
ALTER TABLE urn.turned ADD COLUMN batch uuid;
COMMENT ON COLUMN urn.vote.batch IS 'of papers alone: with it all of them go, or none';

-- What two people typed from papers, each without seeing the other's, until the batch is put in: no total is made
-- of it, and it is then gone. `said` is `ballot_canonical`, or why it does not count.
CREATE TABLE urn.typed (
    batch uuid NOT NULL,
    turn smallint NOT NULL,
    line integer NOT NULL,
    said text NOT NULL,
    CONSTRAINT pk_typed PRIMARY KEY (batch, turn, line)
);

-- Each batch once, for good.
CREATE TABLE urn.batch (
    id uuid NOT NULL,
    CONSTRAINT pk_batch PRIMARY KEY (id)
);

CREATE FUNCTION urn.type_in(batch uuid, turn integer, lines integer[], said text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_variable
BEGIN
    IF EXISTS (SELECT FROM urn.batch one WHERE one.id = batch)
       OR NOT EXISTS (SELECT FROM public.paper_entry one WHERE one.batch_id = batch AND one.turn = type_in.turn) THEN
        RAISE EXCEPTION 'nobody is typing it' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    DELETE FROM urn.typed one WHERE one.batch = type_in.batch AND one.turn = type_in.turn AND one.turn = 3;
    INSERT INTO urn.typed SELECT type_in.batch, type_in.turn, told.line, told.said
      FROM unnest(lines, said) AS told (line, said);
END
$$;

-- The lines in which the two are not alike, once there are both.
CREATE FUNCTION urn.differences(batch uuid) RETURNS TABLE (line integer, first text, second text, third text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
    SELECT one.line, one.said, other.said, settled.said
      FROM urn.typed one JOIN urn.typed other ON other.batch = $1 AND other.turn = 2 AND other.line = one.line
      LEFT JOIN urn.typed settled ON settled.batch = $1 AND settled.turn = 3 AND settled.line = one.line
     WHERE one.batch = $1 AND one.turn = 1 AND one.said <> other.said ORDER BY one.line
$$;

-- 32 bytes that open nothing.
CREATE FUNCTION urn.nobodys() RETURNS bytea LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$ SELECT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) $$;

-- Once, after the vote and before the ballot is closed; every line typed alike by two people, or settled.
CREATE FUNCTION urn.put_batch(
    batch uuid, OUT valid integer, OUT blank integer, OUT spoiled integer, OUT overvoted integer
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_variable
DECLARE
    about record;
BEGIN
    SELECT one.ballot_id, one.papers INTO about FROM public.paper_batch one
      JOIN public.ballot ON ballot.id = one.ballot_id AND ballot.mode = 'sealed'
     WHERE one.id = batch AND one.accepted_at IS NULL AND one.removed_at IS NULL AND ballot.closed_at IS NULL
       AND public.ballot_ended(ballot.id)
       AND (SELECT count(DISTINCT entry.person_id) FROM public.paper_entry entry
             WHERE entry.batch_id = batch AND entry.turn < 3) = 2;
    INSERT INTO urn.batch (id) SELECT batch WHERE about.ballot_id IS NOT NULL ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the batch can not be put in' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    CREATE TEMP TABLE agreed ON COMMIT DROP AS
        SELECT one.line, coalesce(settled.said, one.said) AS said
          FROM urn.typed one
          JOIN urn.typed other ON other.batch = one.batch AND other.turn = 2 AND other.line = one.line
          LEFT JOIN urn.typed settled ON settled.batch = one.batch AND settled.turn = 3 AND settled.line = one.line
         WHERE one.batch = put_batch.batch AND one.turn = 1 AND (one.said = other.said OR settled.said IS NOT NULL);
    IF about.papers <> (SELECT count(*) FROM pg_temp.agreed) THEN
        RAISE EXCEPTION 'lines are not settled' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    SELECT count(*) FILTER (WHERE said NOT IN ('', 'spoiled', 'overvoted')), count(*) FILTER (WHERE said = ''),
           count(*) FILTER (WHERE said = 'spoiled'), count(*) FILTER (WHERE said = 'overvoted')
      INTO valid, blank, spoiled, overvoted FROM pg_temp.agreed;
    INSERT INTO urn.vote (ballot_id, choices, code, receipt, told, batch)
    SELECT about.ballot_id, said, urn.nobodys(), urn.nobodys(), true, put_batch.batch
      FROM pg_temp.agreed WHERE said NOT IN ('spoiled', 'overvoted') ORDER BY gen_random_uuid();
    DROP TABLE pg_temp.agreed;
    DELETE FROM urn.typed one WHERE one.batch = put_batch.batch;
END
$$;

-- All of a batch that two people removed, for the reason that stands beside it, before the count.
CREATE FUNCTION urn.remove_batch(batch uuid) RETURNS bigint LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
    WITH gone AS (
        DELETE FROM urn.vote held USING public.paper_batch one, public.ballot
         WHERE held.batch = $1 AND one.id = $1 AND one.removed_at IS NOT NULL AND one.asked_by <> one.approved_by
           AND ballot.id = one.ballot_id AND ballot.counted_at IS NULL
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;

-- How many papers each batch has in the urn.
CREATE FUNCTION urn.batches() RETURNS TABLE (batch uuid, votes bigint) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$ SELECT held.batch, count(*) FROM urn.vote held WHERE held.batch IS NOT NULL GROUP BY 1 $$;

-- Without papers: those are as many as their batches say, and their marks as many as their booths do.
CREATE OR REPLACE FUNCTION urn.sizes() RETURNS TABLE (ballot_id uuid, votes bigint) LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT held.ballot_id, count(*) FROM urn.vote held WHERE held.batch IS NULL GROUP BY 1 $$;

-- How many papers were written anew. It gives up soon where it would make voters wait, and is tried again. Of more
-- than `most` papers those alone that came since, while people still vote: all of them once a ballot is over.
CREATE OR REPLACE FUNCTION urn.turn_over(most integer DEFAULT 20000) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' AS
$$
DECLARE
    due record;
    whole boolean;
    fewest CONSTANT integer := 20;
    written integer;
BEGIN
    LOCK TABLE urn.vote, urn.struck IN ACCESS EXCLUSIVE MODE;
    whole := most >= (SELECT count(*) FROM urn.vote);
    FOR due IN
        SELECT one.id, public.ballot_ended(one.id) AS last FROM public.ballot one
         WHERE one.id IN (SELECT held.ballot_id FROM urn.vote held WHERE NOT (held.told AND held.sealed))
            OR one.id IN (SELECT held.ballot_id FROM urn.struck held)
         ORDER BY one.id
    LOOP
        PERFORM urn.tell_receipts(due.id, due.last);
        whole := whole OR due.last;
    END LOOP;
    SELECT count(*) INTO written FROM urn.vote held WHERE NOT held.sealed;
    IF written < (CASE WHEN whole THEN 1 ELSE fewest END) THEN
        RETURN 0;
    END IF;
    INSERT INTO urn.turned
    SELECT gen_random_uuid(), ballot_id, choices, code, receipt, told, true, annulled, batch FROM urn.vote
     WHERE whole OR NOT sealed ORDER BY gen_random_uuid();
    IF whole THEN
        TRUNCATE urn.vote;
    ELSE
        DELETE FROM urn.vote WHERE NOT sealed;
    END IF;
    INSERT INTO urn.vote SELECT * FROM urn.turned;
    GET DIAGNOSTICS written = ROW_COUNT;
    TRUNCATE urn.turned;
    RETURN written;
END
$$;
