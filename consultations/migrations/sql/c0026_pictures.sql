-- What the picture of an option shows, for who does not see it. It is announced with the rest; where nothing is
-- said, the digest stays what it was.

ALTER TABLE ballot_option ADD COLUMN picture_shows VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE ballot_option ALTER COLUMN picture_shows DROP DEFAULT;
ALTER TABLE ballot_option ADD CONSTRAINT ck_ballot_option_pictured CHECK (picture_shows = '' OR picture IS NOT NULL);

CREATE OR REPLACE FUNCTION ballot_digest(wanted uuid) RETURNS bytea LANGUAGE sql STABLE
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
        SELECT 2, position, (
            json_build_array(
                position, id, title, body, cost_minor, envelope, place_id, idea_id, encode(picture, 'hex')
            )::jsonb || CASE picture_shows WHEN '' THEN '[]' ELSE jsonb_build_array(picture_shows) END
        )::text
          FROM ballot_option WHERE ballot_id = wanted
    ) told
$$;
