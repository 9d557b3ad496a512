-- The urn: papers without a name, an order or a moment. Whoever owns it reads nothing of the roll.
CREATE SCHEMA urn;

CREATE TABLE urn.vote (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    ballot_id uuid NOT NULL,
    choices text NOT NULL,
    code bytea NOT NULL,
    receipt bytea NOT NULL,
    told boolean DEFAULT false NOT NULL,
    sealed boolean DEFAULT false NOT NULL,
    annulled boolean DEFAULT false NOT NULL,
    CONSTRAINT pk_vote PRIMARY KEY (id),
    CONSTRAINT uq_vote_ballot_id_code UNIQUE (ballot_id, code),
    CONSTRAINT ck_vote_hashes CHECK (length(code) = 32 AND length(receipt) = 32)
);
COMMENT ON COLUMN urn.vote.told IS 'its receipt stands in the public log';
COMMENT ON COLUMN urn.vote.sealed IS 'rewritten among others since it was given';

-- Receipts of votes that their voters replaced, until they are told with the last ones.
CREATE TABLE urn.struck (
    ballot_id uuid NOT NULL,
    receipt bytea NOT NULL,
    CONSTRAINT pk_struck PRIMARY KEY (ballot_id, receipt)
);

-- Where papers lie for the moment in which the urn is turned over.
CREATE UNLOGGED TABLE urn.turned (LIKE urn.vote);

CREATE FUNCTION urn.put(ballot uuid, choices text, code bytea, receipt bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ INSERT INTO urn.vote (ballot_id, choices, code, receipt) VALUES ($1, $2, $3, $4) $$;

CREATE FUNCTION urn.holds(ballot uuid, code bytea, receipt bytea) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT EXISTS (SELECT FROM urn.vote held WHERE (held.ballot_id, held.code, held.receipt) = ($1, $2, $3)) $$;

-- Held until the transaction ends, so that the urn is not turned over while its papers are counted.
CREATE FUNCTION urn.steady() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ BEGIN LOCK TABLE urn.vote IN ACCESS SHARE MODE; END $$;

CREATE FUNCTION urn.sizes() RETURNS TABLE (ballot_id uuid, votes bigint) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$ SELECT held.ballot_id, count(*) FROM urn.vote held GROUP BY 1 $$;

-- With the code that only the voter has. Outcomes: replaced, unknown_code, early, over, or why not those choices.
CREATE FUNCTION urn.replace_vote(
    ballot uuid, code bytea, positions integer[], points integer[], nonce text,
    OUT outcome text, OUT receipt bytea
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_variable
DECLARE
    written CONSTANT text := public.ballot_canonical(positions, points);
    fresh CONSTANT bytea := public.ballot_receipt(ballot, written, nonce);
    kept record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('ballot:' || ballot, 0));
    SELECT held.id, held.receipt INTO kept FROM urn.vote held
     WHERE held.ballot_id = ballot AND held.code = replace_vote.code FOR UPDATE;
    IF kept.id IS NULL THEN
        outcome := 'unknown_code';
        RETURN;
    END IF;
    IF kept.receipt = fresh THEN
        outcome := 'replaced';
        receipt := fresh;
        RETURN;
    END IF;
    outcome := nullif(public.ballot_standing(ballot), 'open');
    outcome := coalesce(outcome, public.ballot_refusal(ballot, positions, points));
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    UPDATE urn.vote held
       SET id = gen_random_uuid(), choices = written, receipt = fresh, told = false, sealed = false
     WHERE held.id = kept.id;
    INSERT INTO urn.struck VALUES (ballot, kept.receipt);
    outcome := 'replaced';
    receipt := fresh;
END
$$;

-- What was chosen how often, once two people closed the ballot: the only way to read what votes say. That it is
-- closed must be committed, so that nobody closes it, reads and takes it back: who looks early has ended the vote.
CREATE FUNCTION urn.opened(ballot uuid) RETURNS TABLE (choices text, votes bigint, annulled bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_column
BEGIN
    PERFORM urn.steady();
    PERFORM FROM public.ballot one
      WHERE one.id = ballot AND one.closed_stamp < now() AND public.ballot_ended(ballot);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the urn is closed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        SELECT held.choices, count(*) FILTER (WHERE NOT held.annulled), count(*) FILTER (WHERE held.annulled)
          FROM urn.vote held WHERE held.ballot_id = ballot GROUP BY 1 ORDER BY 1;
END
$$;

-- A vote that two people annulled, for the reason that everyone reads: it stays, and does not count.
CREATE FUNCTION urn.annul(annulment uuid) RETURNS boolean LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
    WITH annulled AS (
        UPDATE urn.vote held SET annulled = true, sealed = false
          FROM public.annulled_vote one JOIN public.ballot ON ballot.id = one.ballot_id AND counted_at IS NULL
         WHERE one.id = $1 AND one.asked_by <> one.approved_by
           AND (held.ballot_id, held.receipt) = (one.ballot_id, one.receipt)
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM annulled)
$$;
