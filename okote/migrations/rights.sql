-- As whom the service connects, and as whom exports do: two roles that own nothing. Run after every upgrade by
-- whoever owns the tables, and after a restore, which brings no rights; it changes what is not so already.
-- Without the right to make roles it leaves everything as it is, unless somebody made them before.
DO $$
DECLARE
    wanted text;
    known regclass;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['okote_service LOGIN', 'okote_export NOLOGIN'] LOOP
        IF to_regrole(split_part(wanted, ' ', 1)) IS NULL THEN
            BEGIN
                EXECUTE 'CREATE ROLE ' || wanted;
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL;  -- another database's upgrade, just now
                WHEN insufficient_privilege THEN RETURN;
            END;
        END IF;
    END LOOP;
    IF has_schema_privilege('okote_service', 'public', 'CREATE') THEN
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
    IF NOT has_schema_privilege('okote_service', 'public', 'USAGE') THEN
        GRANT USAGE ON SCHEMA public TO okote_service;
    END IF;
    FOR known IN
        SELECT oid FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
           AND pg_has_role(relowner, 'USAGE') AND NOT has_table_privilege('okote_service', oid, 'SELECT')
         ORDER BY oid
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO okote_service', known);
    END LOOP;
    FOR known IN
        SELECT oid FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
           AND pg_has_role(relowner, 'USAGE')
           AND CASE relkind WHEN 'S' THEN NOT has_sequence_privilege('okote_service', oid, 'USAGE') END
         ORDER BY oid
    LOOP
        EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO okote_service', known);
    END LOOP;
END
$$;
