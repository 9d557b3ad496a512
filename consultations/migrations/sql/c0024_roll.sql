-- Of who voted on paper, the roll also says at which booth: as many have to be in its box.
ALTER TABLE roll.mark ADD COLUMN booth uuid,
    ADD CONSTRAINT ck_mark_booth CHECK ((channel = 'paper') = (booth IS NOT NULL));
CREATE INDEX ix_mark_booth ON roll.mark (booth) WHERE booth IS NOT NULL;

-- Somebody is given a paper. Outcomes: marked, voted, early or over. `at` is when a device says that it was, of what
-- is brought after the line was cut: within the vote, until the box is opened.
CREATE FUNCTION roll.mark_paper(booth uuid, voter bytea, at timestamptz, OUT outcome text)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_variable
DECLARE
    about record;
    counted boolean;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('booth:' || coalesce(one.joined_id, one.id), 0))
       FROM public.booth one WHERE one.id = booth;
    SELECT one.ballot_id, ballot.closed_at, phase.starts_at, phase.ends_at, here.time_zone INTO about
      FROM public.booth one JOIN public.ballot ON ballot.id = one.ballot_id AND ballot.mode = 'sealed'
      JOIN public.phase ON phase.id = ballot.phase_id JOIN public.territory here ON here.id = ballot.territory_id
     WHERE one.id = booth AND ballot.announced_at IS NOT NULL;
    IF about.ballot_id IS NULL THEN
        outcome := 'early';
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('ballot:' || about.ballot_id, 0));
    SELECT EXISTS (SELECT FROM public.booth one JOIN public.booth box ON box.id IN (one.id, one.joined_id)
                    WHERE one.id = booth AND box.opened_at IS NOT NULL) INTO counted;
    outcome := CASE
        WHEN counted OR about.closed_at IS NOT NULL THEN 'over'
        WHEN at IS NULL THEN nullif(public.ballot_standing(about.ballot_id), 'open')
        WHEN at < about.starts_at THEN 'early'
        WHEN at >= about.ends_at OR at > public.ballot_moment() THEN 'over'
    END;
    IF outcome IS NULL THEN
        INSERT INTO roll.mark (ballot_id, voter, channel, day, booth)
        VALUES (about.ballot_id, voter, 'paper',
                (coalesce(at, public.ballot_now()) AT TIME ZONE about.time_zone)::date, booth)
        ON CONFLICT DO NOTHING;
        outcome := CASE WHEN FOUND THEN 'marked' ELSE 'voted' END;
    END IF;
END
$$;

-- How many were given a paper at a booth and those that are counted with it, once the vote is over.
CREATE FUNCTION roll.papers_given(booth uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_variable
BEGIN
    PERFORM FROM public.booth one WHERE one.id = booth AND public.ballot_ended(one.ballot_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'people still vote' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN (SELECT count(*) FROM roll.mark one
             WHERE one.booth IN (SELECT each.id FROM public.booth each
                                  WHERE papers_given.booth IN (each.id, each.joined_id)));
END
$$;

-- Boxes that were opened, and whose marks are not as many as was found then.
CREATE FUNCTION roll.boxes_uneven() RETURNS TABLE (booth uuid, marks bigint, found integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
    SELECT box.id, count(one.voter), box.marks FROM public.booth box
      LEFT JOIN public.booth each ON box.id IN (each.id, each.joined_id)
      LEFT JOIN roll.mark one ON one.booth = each.id
     WHERE box.opened_at IS NOT NULL GROUP BY box.id, box.marks HAVING count(one.voter) <> box.marks
$$;

CREATE OR REPLACE FUNCTION roll.uneven() RETURNS TABLE (ballot_id uuid, marks bigint, votes bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$
#variable_conflict use_column
BEGIN
    PERFORM urn.steady();
    RETURN QUERY
        SELECT ballot_id, coalesce(told.marks, 0), coalesce(held.votes, 0)
          FROM (SELECT one.ballot_id, count(*) AS marks FROM roll.mark one WHERE one.booth IS NULL GROUP BY 1) told
          FULL JOIN urn.sizes() held USING (ballot_id)
         WHERE told.marks IS DISTINCT FROM held.votes;
END
$$;
