-- What a count found, and the files that everyone may take: written once, with the count itself.

CREATE TABLE ballot_tally (
    ballot_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    version VARCHAR(80) NOT NULL,
    roll JSONB NOT NULL,
    blank INTEGER NOT NULL,
    annulled INTEGER NOT NULL,
    valid INTEGER NOT NULL,
    votes JSONB NOT NULL,
    input BYTEA NOT NULL,
    CONSTRAINT pk_ballot_tally PRIMARY KEY (ballot_id),
    CONSTRAINT ck_ballot_tally_sums CHECK (blank >= 0 AND annulled >= 0 AND valid >= 0),
    CONSTRAINT ck_ballot_tally_input CHECK (length(input) = 32),
    CONSTRAINT fk_ballot_tally_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id)
);

CREATE TABLE ballot_result (
    ballot_id UUID NOT NULL,
    part INTEGER NOT NULL,
    voters INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    sha256 BYTEA NOT NULL,
    explained JSONB NOT NULL,
    CONSTRAINT pk_ballot_result PRIMARY KEY (ballot_id, part),
    CONSTRAINT ck_ballot_result_part CHECK (part >= 0 AND voters >= 0),
    CONSTRAINT ck_ballot_result_sha256 CHECK (length(sha256) = 32),
    CONSTRAINT fk_ballot_result_ballot_id_ballot_tally FOREIGN KEY(ballot_id) REFERENCES ballot_tally (ballot_id)
);

CREATE TABLE ballot_file (
    ballot_id UUID NOT NULL,
    name VARCHAR(60) NOT NULL,
    content BYTEA NOT NULL,
    sha256 BYTEA NOT NULL,
    CONSTRAINT pk_ballot_file PRIMARY KEY (ballot_id, name),
    CONSTRAINT ck_ballot_file_sha256 CHECK (length(sha256) = 32),
    CONSTRAINT fk_ballot_file_ballot_id_ballot_tally FOREIGN KEY(ballot_id) REFERENCES ballot_tally (ballot_id)
);

CREATE TABLE ballot_count_run (
    id UUID NOT NULL,
    ballot_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    CONSTRAINT pk_ballot_count_run PRIMARY KEY (id),
    CONSTRAINT fk_ballot_count_run_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id),
    CONSTRAINT ck_ballot_count_run_outcome CHECK (outcome IN ('counted', 'same', 'different', 'lot_needed', 'annulment_waits', 'uneven'))
);
CREATE INDEX ix_ballot_count_run_ballot_id ON ballot_count_run (ballot_id);

-- One trigger for each statement, as row triggers would let TRUNCATE through.
CREATE TRIGGER ballot_tally_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ballot_tally
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
CREATE TRIGGER ballot_result_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ballot_result
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
CREATE TRIGGER ballot_file_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ballot_file
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
CREATE TRIGGER ballot_count_run_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ballot_count_run
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
