-- The urn is turned over: every paper is written anew, in an order drawn by lot and by one transaction, and the old
-- file is gone with all that it told: xmin, ctid, dead versions. Receipts that wait are told, in one batch.

-- Of those that wait, some stay while the ballot is open, drawn by lot: a batch has as many at least, and so has the
-- last. What was replaced is struck with the last batch, so that nobody sees meanwhile who changed their mind.
CREATE FUNCTION urn.tell_receipts(ballot uuid, last boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    least integer := (SELECT one.smallest_group FROM public.ballot one WHERE one.id = ballot);
    waiting integer := (SELECT count(*) FROM urn.vote held WHERE held.ballot_id = ballot AND NOT held.told);
    taken integer := CASE WHEN last THEN waiting WHEN waiting >= 2 * least THEN waiting - least ELSE 0 END;
    link integer := (SELECT count(*) + 1 FROM public.receipt_link one WHERE one.ballot_id = ballot);
    before bytea := coalesce(
        (SELECT one.hash FROM public.receipt_link one WHERE one.ballot_id = ballot AND one.number = link - 1),
        (SELECT one.digest FROM public.ballot one WHERE one.id = ballot));
    receipts text;
    size integer;
BEGIN
    IF taken = 0 AND NOT (last AND EXISTS (SELECT FROM urn.struck one WHERE one.ballot_id = ballot)) THEN
        RETURN;
    END IF;
    CREATE TEMP TABLE batch ON COMMIT DROP AS
        WITH chosen AS (
            UPDATE urn.vote held SET told = true, sealed = false
             WHERE held.id IN (SELECT one.id FROM urn.vote one WHERE one.ballot_id = ballot AND NOT one.told
                                ORDER BY gen_random_uuid() LIMIT taken)
            RETURNING held.receipt
        ), struck AS (
            DELETE FROM urn.struck one WHERE last AND one.ballot_id = ballot RETURNING one.receipt
        )
        SELECT receipt, false AS struck FROM chosen UNION ALL SELECT receipt, true FROM struck;
    SELECT count(*), string_agg(
               encode(receipt, 'hex') || CASE WHEN struck THEN ' struck' ELSE '' END || E'\n', ''
               ORDER BY receipt, struck)
      INTO size, receipts FROM pg_temp.batch;
    INSERT INTO public.receipt_link (ballot_id, number, day, size, previous_hash, hash)
    SELECT ballot, link, public.ballot_now()::date, size, before, sha256(convert_to(
        concat_ws(' ', link, ballot, size, encode(before, 'hex')) || E'\n' || receipts, 'UTF8'));
    INSERT INTO public.receipt (ballot_id, receipt, struck, number)
    SELECT ballot, receipt, struck, link FROM pg_temp.batch ORDER BY receipt, struck;
    DROP TABLE pg_temp.batch;
END
$$;

-- How many papers were written anew. It gives up soon where it would make voters wait, and is tried again. Of more
-- than `most` papers those alone that came since, while people still vote: all of them once a ballot is over.
CREATE FUNCTION urn.turn_over(most integer DEFAULT 20000) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
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
    SELECT gen_random_uuid(), ballot_id, choices, code, receipt, told, true, annulled FROM urn.vote
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
