-- Roll and urn are emptied once a result can no longer be contested, and by nobody before: whoever owns them looks at
-- the clock. When it was published is stamped by the database, so that no date in the past is written there.
ALTER TABLE ballot ADD COLUMN published_stamp TIMESTAMP WITH TIME ZONE,
    ADD COLUMN emptied_at TIMESTAMP WITH TIME ZONE,
    ADD CONSTRAINT ck_ballot_emptied CHECK (emptied_at > published_stamp);

CREATE OR REPLACE FUNCTION ballot_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS
$$
DECLARE
    later CONSTANT text[] := '{closed_at,closed_stamp,counted_at,published_at,published_stamp,emptied_at,lot}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL THEN
        NEW.closed_stamp := CASE WHEN NEW.closed_at IS NOT NULL THEN now() END;
    END IF;
    IF OLD.announced_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - later = to_jsonb(OLD) - later
       AND jsonb_strip_nulls(to_jsonb(OLD)) <@ to_jsonb(NEW) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on a ballot that was announced', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

UPDATE ballot SET published_stamp = published_at WHERE published_at IS NOT NULL;

CREATE FUNCTION ballot_is_stamped() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS
$$
BEGIN
    NEW.published_stamp := CASE WHEN NEW.published_at IS NULL THEN NULL
                                WHEN TG_OP = 'UPDATE' THEN coalesce(OLD.published_stamp, ballot_now())
                                ELSE ballot_now() END;
    RETURN NEW;
END
$$;
CREATE TRIGGER ballot_is_stamped BEFORE INSERT OR UPDATE ON ballot
    FOR EACH ROW EXECUTE FUNCTION ballot_is_stamped();

-- From which moment on nothing is kept of who voted; NULL before the result is published. In hours: a day is not
-- as long everywhere.
CREATE FUNCTION ballot_kept_until(ballot uuid) RETURNS timestamptz LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT one.published_stamp + make_interval(hours => 90 * 24) FROM ballot one WHERE one.id = $1 $$;

CREATE FUNCTION urn.empty(ballot uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_variable
BEGIN
    IF NOT coalesce(public.ballot_kept_until(ballot) <= public.ballot_moment(), false) THEN
        RAISE EXCEPTION 'its result can still be contested' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM urn.typed one USING public.paper_batch made WHERE made.id = one.batch AND made.ballot_id = ballot;
    DELETE FROM urn.batch one USING public.paper_batch made WHERE made.id = one.id AND made.ballot_id = ballot;
    DELETE FROM urn.struck one WHERE one.ballot_id = ballot;
    DELETE FROM urn.vote one WHERE one.ballot_id = ballot;
END
$$;

-- Both, or neither. How many stood on the roll; nought where it was emptied before.
CREATE FUNCTION roll.empty(ballot uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_variable
DECLARE
    gone bigint;
BEGIN
    PERFORM urn.empty(ballot);
    DELETE FROM roll.mark one WHERE one.ballot_id = ballot;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

CREATE FUNCTION urn.holds_any(ballot uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
    SELECT EXISTS (SELECT FROM urn.vote one WHERE one.ballot_id = $1)
        OR EXISTS (SELECT FROM urn.struck one WHERE one.ballot_id = $1)
        OR EXISTS (SELECT FROM urn.typed one JOIN public.paper_batch made ON made.id = one.batch WHERE made.ballot_id = $1)
        OR EXISTS (SELECT FROM urn.batch one JOIN public.paper_batch made ON made.id = one.id WHERE made.ballot_id = $1)
$$;

-- Ballots of which something is kept although they are said to be emptied, or should have been a day ago.
CREATE FUNCTION roll.kept_too_long() RETURNS TABLE (ballot_id uuid) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
    SELECT one.id FROM public.ballot one
     WHERE (one.emptied_at IS NOT NULL
            OR public.ballot_kept_until(one.id) < public.ballot_now() - make_interval(hours => 24))
       AND (EXISTS (SELECT FROM roll.mark mark WHERE mark.ballot_id = one.id) OR urn.holds_any(one.id))
$$;

CREATE OR REPLACE FUNCTION roll.boxes_uneven() RETURNS TABLE (booth uuid, marks bigint, found integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
    SELECT box.id, count(one.voter), box.marks FROM public.booth box
      JOIN public.ballot ON ballot.id = box.ballot_id AND ballot.emptied_at IS NULL
      LEFT JOIN public.booth each ON box.id IN (each.id, each.joined_id)
      LEFT JOIN roll.mark one ON one.booth = each.id
     WHERE box.opened_at IS NOT NULL GROUP BY box.id, box.marks HAVING count(one.voter) <> box.marks
$$;

-- How many may vote, as it was known when votes were counted; the list of residents goes on.
ALTER TABLE ballot_tally ADD COLUMN registered INTEGER,
    ADD CONSTRAINT ck_ballot_tally_registered CHECK (registered >= 0);
