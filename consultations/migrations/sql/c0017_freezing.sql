-- What was announced stays as it was announced, whoever asks: people prepare themselves by it.

CREATE FUNCTION ballot_digest(wanted uuid) RETURNS bytea LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS
$$
    SELECT sha256(convert_to(string_agg(line, E'\n' ORDER BY part, position) || E'\n', 'UTF8')) FROM (
        SELECT 0 AS part, 0 AS position, json_build_array(
            id, phase_id, title, question, mode, input, least, most, points, points_most, rule, utility, completion, step_minor,
            start, winners, support_least, currency, ties, lot_source, conditions, smallest_group
        )::jsonb::text AS line
          FROM ballot WHERE id = wanted
        UNION ALL
        SELECT 1, position, json_build_array(position, name, place_id, amount_minor)::jsonb::text
          FROM ballot_envelope WHERE ballot_id = wanted
        UNION ALL
        SELECT 2, position, json_build_array(
            position, id, title, body, cost_minor, envelope, place_id, idea_id, encode(picture, 'hex')
        )::jsonb::text
          FROM ballot_option WHERE ballot_id = wanted
    ) told
$$;

CREATE FUNCTION ballot_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS
$$
DECLARE
    later CONSTANT text[] := '{closed_at,closed_stamp,counted_at,published_at,lot}';
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
CREATE TRIGGER ballot_stays BEFORE UPDATE OR DELETE ON ballot
    FOR EACH ROW EXECUTE FUNCTION ballot_stays();

-- Of an option only that it was withdrawn may be added, once. The ballot's row is held: it may be announced just now.
CREATE FUNCTION ballot_part_stays() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS
$$
DECLARE
    later CONSTANT text[] := '{withdrawn_at,withdrawn_because}';
    was jsonb := CASE TG_OP WHEN 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    becomes jsonb := CASE TG_OP WHEN 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
BEGIN
    IF TG_OP = 'UPDATE' AND becomes - later = was - later AND jsonb_strip_nulls(was) <@ becomes THEN
        RETURN NEW;
    END IF;
    PERFORM FROM ballot
      WHERE id IN ((was ->> 'ballot_id')::uuid, (becomes ->> 'ballot_id')::uuid) AND announced_at IS NOT NULL
        FOR SHARE;
    IF FOUND THEN
        RAISE EXCEPTION '% on % of a ballot that was announced', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER ballot_option_stays BEFORE INSERT OR UPDATE OR DELETE ON ballot_option
    FOR EACH ROW EXECUTE FUNCTION ballot_part_stays();
CREATE TRIGGER ballot_envelope_stays BEFORE INSERT OR UPDATE OR DELETE ON ballot_envelope
    FOR EACH ROW EXECUTE FUNCTION ballot_part_stays();

-- What is told to everyone for good: one trigger for each statement, as row triggers would let TRUNCATE through.
CREATE TRIGGER receipt_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_link
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
CREATE TRIGGER receipt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
CREATE TRIGGER annulled_vote_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON annulled_vote
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
CREATE TRIGGER ballot_not_truncated BEFORE TRUNCATE ON ballot
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
CREATE TRIGGER ballot_option_not_truncated BEFORE TRUNCATE ON ballot_option
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
