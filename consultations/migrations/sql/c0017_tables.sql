-- What everyone may know of ballots, and votes of open ones.

CREATE TABLE ballot (
    id UUID NOT NULL,
    territory_id UUID NOT NULL,
    process_id UUID NOT NULL,
    phase_id UUID NOT NULL,
    title VARCHAR(200) NOT NULL,
    question VARCHAR(6000) NOT NULL,
    mode VARCHAR(40) NOT NULL,
    input VARCHAR(40) NOT NULL,
    least INTEGER NOT NULL,
    most INTEGER NOT NULL,
    points INTEGER NOT NULL,
    points_most INTEGER NOT NULL,
    rule VARCHAR(40) NOT NULL,
    utility VARCHAR(20),
    completion VARCHAR(20),
    step_minor BIGINT,
    start VARCHAR(20),
    winners INTEGER,
    support_least INTEGER NOT NULL,
    currency CHAR(3) NOT NULL,
    ties JSONB NOT NULL,
    lot_source VARCHAR(500) NOT NULL,
    lot VARCHAR(500),
    conditions JSONB NOT NULL,
    smallest_group INTEGER NOT NULL,
    digest BYTEA,
    key_check BYTEA,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by UUID NOT NULL,
    announced_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    closed_stamp TIMESTAMP WITH TIME ZONE,
    counted_at TIMESTAMP WITH TIME ZONE,
    published_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_ballot PRIMARY KEY (id),
    CONSTRAINT ck_ballot_written CHECK (title <> '' AND question <> ''),
    CONSTRAINT ck_ballot_choices CHECK (least >= 0 AND most >= greatest(least, 1)),
    CONSTRAINT ck_ballot_single CHECK (input <> 'single' OR most = 1),
    CONSTRAINT ck_ballot_points CHECK (points >= 0 AND points_most BETWEEN 0 AND points),
    CONSTRAINT ck_ballot_input_points CHECK ((input = 'points') = (points_most > 0)),
    CONSTRAINT ck_ballot_step CHECK (step_minor > 0),
    CONSTRAINT ck_ballot_winners CHECK (winners > 0),
    CONSTRAINT ck_ballot_support_least CHECK (support_least >= 0),
    CONSTRAINT ck_ballot_smallest_group CHECK (smallest_group >= 3),
    CONSTRAINT ck_ballot_digest_length CHECK (length(digest) = 32 AND length(key_check) = 32),
    CONSTRAINT ck_ballot_announced CHECK (num_nulls(announced_at, digest, key_check) IN (0, 3)),
    CONSTRAINT ck_ballot_closed CHECK (closed_at > announced_at),
    CONSTRAINT ck_ballot_counted CHECK (counted_at >= closed_at),
    CONSTRAINT ck_ballot_published CHECK (published_at >= counted_at),
    CONSTRAINT fk_ballot_territory_id_territory FOREIGN KEY(territory_id) REFERENCES territory (id),
    CONSTRAINT fk_ballot_process_id_process FOREIGN KEY(process_id) REFERENCES process (id),
    CONSTRAINT fk_ballot_phase_id_phase FOREIGN KEY(phase_id) REFERENCES phase (id),
    CONSTRAINT ck_ballot_mode CHECK (mode IN ('open', 'sealed')),
    CONSTRAINT ck_ballot_input CHECK (input IN ('single', 'approval', 'points')),
    CONSTRAINT ck_ballot_rule CHECK (rule IN ('most-votes', 'most-points', 'greedy', 'greedy-points', 'equal-shares')),
    CONSTRAINT fk_ballot_created_by_person FOREIGN KEY(created_by) REFERENCES person (id)
);
CREATE INDEX ix_ballot_created_by ON ballot (created_by);
CREATE INDEX ix_ballot_phase_id ON ballot (phase_id);
CREATE INDEX ix_ballot_process_id ON ballot (process_id);
CREATE INDEX ix_ballot_territory_id ON ballot (territory_id);

CREATE TABLE ballot_envelope (
    ballot_id UUID NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    place_id UUID,
    amount_minor BIGINT NOT NULL,
    CONSTRAINT pk_ballot_envelope PRIMARY KEY (ballot_id, position),
    CONSTRAINT ck_ballot_envelope_written CHECK (name <> ''),
    CONSTRAINT ck_ballot_envelope_amount CHECK (position > 0 AND amount_minor > 0),
    CONSTRAINT fk_ballot_envelope_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id) ON DELETE CASCADE,
    CONSTRAINT fk_ballot_envelope_place_id_place FOREIGN KEY(place_id) REFERENCES place (id)
);
CREATE INDEX ix_ballot_envelope_place_id ON ballot_envelope (place_id);

CREATE TABLE ballot_option (
    id UUID NOT NULL,
    ballot_id UUID NOT NULL,
    position INTEGER NOT NULL,
    title VARCHAR(200) NOT NULL,
    body VARCHAR(6000) NOT NULL,
    cost_minor BIGINT,
    envelope INTEGER,
    place_id UUID,
    idea_id UUID,
    picture BYTEA,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_because VARCHAR(500),
    CONSTRAINT pk_ballot_option PRIMARY KEY (id),
    CONSTRAINT uq_ballot_option_ballot_id_position UNIQUE (ballot_id, position),
    CONSTRAINT ck_ballot_option_written CHECK (title <> ''),
    CONSTRAINT ck_ballot_option_cost CHECK (position > 0 AND cost_minor >= 0),
    CONSTRAINT ck_ballot_option_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_because IS NULL)),
    CONSTRAINT fk_ballot_option_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id) ON DELETE CASCADE,
    CONSTRAINT fk_ballot_option_place_id_place FOREIGN KEY(place_id) REFERENCES place (id)
);
CREATE INDEX ix_ballot_option_idea_id ON ballot_option (idea_id);
CREATE INDEX ix_ballot_option_place_id ON ballot_option (place_id);

CREATE TABLE open_vote (
    ballot_id UUID NOT NULL,
    person_id UUID NOT NULL,
    choices VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_open_vote PRIMARY KEY (ballot_id, person_id),
    CONSTRAINT fk_open_vote_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id),
    CONSTRAINT fk_open_vote_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_open_vote_person_id ON open_vote (person_id);

CREATE TABLE receipt_link (
    ballot_id UUID NOT NULL,
    number INTEGER NOT NULL,
    day DATE NOT NULL,
    size INTEGER NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_receipt_link PRIMARY KEY (ballot_id, number),
    CONSTRAINT ck_receipt_link_number CHECK (number > 0 AND size > 0),
    CONSTRAINT ck_receipt_link_hash CHECK (length(previous_hash) = 32 AND length(hash) = 32),
    CONSTRAINT fk_receipt_link_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id)
);

CREATE TABLE receipt (
    ballot_id UUID NOT NULL,
    receipt BYTEA NOT NULL,
    struck BOOLEAN NOT NULL,
    number INTEGER NOT NULL,
    CONSTRAINT pk_receipt PRIMARY KEY (ballot_id, receipt, struck),
    CONSTRAINT ck_receipt_length CHECK (length(receipt) = 32),
    CONSTRAINT fk_receipt_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id)
);

CREATE TABLE annulled_vote (
    id UUID NOT NULL,
    ballot_id UUID NOT NULL,
    receipt BYTEA NOT NULL,
    reason VARCHAR(500) NOT NULL,
    asked_by UUID NOT NULL,
    approved_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_annulled_vote PRIMARY KEY (id),
    CONSTRAINT uq_annulled_vote_ballot_id_receipt UNIQUE (ballot_id, receipt),
    CONSTRAINT ck_annulled_vote_reason CHECK (reason <> ''),
    CONSTRAINT ck_annulled_vote_two CHECK (asked_by <> approved_by),
    CONSTRAINT fk_annulled_vote_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id),
    CONSTRAINT fk_annulled_vote_asked_by_person FOREIGN KEY(asked_by) REFERENCES person (id),
    CONSTRAINT fk_annulled_vote_approved_by_person FOREIGN KEY(approved_by) REFERENCES person (id)
);
CREATE INDEX ix_annulled_vote_approved_by ON annulled_vote (approved_by);
CREATE INDEX ix_annulled_vote_asked_by ON annulled_vote (asked_by);
