-- The roll and the urn belong to a role each, as whom nobody connects and neither of which reads what is the other's.
-- The service may run what follows, and touch no table of theirs; exports read what is published. As the rights.sql
-- of the floor below: it changes what is not so already, and nothing where the roles can't be had.
DO $$
DECLARE
    wanted text;
    known record;
    moved boolean := false;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['okote_roll', 'okote_urn'] LOOP
        IF to_regrole(wanted) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
                IF NOT pg_has_role(wanted, 'USAGE') THEN  -- whoever made it without being superuser keeps the backup
                    EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
                END IF;
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL;  -- another database's upgrade, just now
                WHEN insufficient_privilege THEN RETURN;
            END;
        END IF;
        IF NOT pg_has_role(wanted, 'USAGE') THEN
            RETURN;
        END IF;
    END LOOP;
    IF to_regrole('okote_service') IS NULL THEN
        RETURN;
    END IF;

    FOR known IN
        SELECT 1 AS turn, format('SCHEMA %I', nspname) AS thing, nspname AS place, nspowner AS owner FROM pg_namespace
        UNION ALL
        SELECT 2, 'TABLE ' || pg_class.oid::regclass, nspname, relowner
          FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace AND relkind = 'r'
        UNION ALL
        SELECT 3, 'FUNCTION ' || pg_proc.oid::regprocedure, nspname, proowner
          FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
        ORDER BY 1, 2  -- the schema before what lies in it
    LOOP
        IF known.place IN ('roll', 'urn') AND known.owner <> to_regrole('okote_' || known.place) THEN
            IF known.thing LIKE 'FUNCTION %' THEN
                EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', known.thing);
            END IF;
            EXECUTE format('ALTER %s OWNER TO %I', known.thing, 'okote_' || known.place);
            moved := true;
        END IF;
    END LOOP;

    IF has_table_privilege('okote_service', 'public.receipt', 'INSERT') THEN
        REVOKE INSERT, UPDATE, DELETE ON receipt, receipt_link FROM okote_service;
    END IF;
    IF has_table_privilege(to_regrole('okote_export')::oid, 'public.receipt', 'SELECT') THEN
        -- their number would say how many voted, before anybody may know
        REVOKE ALL ON receipt, receipt_link FROM okote_export;
    END IF;
    IF NOT moved AND has_schema_privilege('okote_service', 'roll', 'USAGE') THEN
        RETURN;
    END IF;

    GRANT SELECT ON ballot, ballot_option, phase, clock_offset TO okote_roll, okote_urn;
    GRANT SELECT (id, time_zone) ON territory TO okote_roll;
    GRANT SELECT (id, at, deed, subject_id, reason) ON audit_entry TO okote_roll;
    GRANT SELECT ON annulled_vote, paper_batch, paper_entry TO okote_urn;
    GRANT SELECT ON booth TO okote_roll;
    GRANT SELECT, INSERT ON receipt, receipt_link TO okote_urn;
    GRANT USAGE ON SCHEMA urn TO okote_roll;
    GRANT EXECUTE ON FUNCTION urn.put, urn.holds, urn.steady, urn.sizes, urn.empty, urn.holds_any TO okote_roll;

    GRANT USAGE ON SCHEMA roll, urn TO okote_service;
    GRANT EXECUTE ON FUNCTION roll.cast_vote, roll.has_voted, roll.counted, roll.uneven TO okote_service;
    GRANT EXECUTE ON FUNCTION roll.empty, roll.kept_too_long TO okote_service;
    GRANT EXECUTE ON FUNCTION urn.replace_vote, urn.opened, urn.annul, urn.turn_over TO okote_service;
    GRANT EXECUTE ON FUNCTION roll.mark_paper, roll.papers_given, roll.boxes_uneven TO okote_service;
    GRANT EXECUTE ON FUNCTION urn.type_in, urn.differences, urn.put_batch, urn.remove_batch, urn.batches
        TO okote_service;

    GRANT EXECUTE ON FUNCTION published_ballots, published_options TO okote_export;
END
$$;
