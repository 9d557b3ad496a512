-- Booths, who typed what came out of their boxes, and codes by letter. What papers say is in the urn alone.

CREATE TABLE booth (
    id UUID NOT NULL,
    territory_id UUID NOT NULL,
    ballot_id UUID NOT NULL,
    name VARCHAR(120) NOT NULL,
    place VARCHAR(300) NOT NULL,
    joined_id UUID,
    papers INTEGER,
    marks INTEGER,
    difference VARCHAR(500) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_by UUID,
    opened_at TIMESTAMP WITH TIME ZONE,
    opened_by UUID,
    CONSTRAINT pk_booth PRIMARY KEY (id),
    CONSTRAINT uq_booth_ballot_id_name UNIQUE (ballot_id, name),
    CONSTRAINT ck_booth_written CHECK (name <> ''),
    CONSTRAINT ck_booth_papers CHECK (papers >= 0 AND marks >= 0),
    CONSTRAINT ck_booth_opened CHECK (num_nulls(opened_at, papers, marks) IN (0, 3)),
    CONSTRAINT ck_booth_difference CHECK (papers = marks OR difference <> ''),
    CONSTRAINT ck_booth_joined CHECK (joined_id <> id AND (joined_id IS NULL OR opened_at IS NULL)),
    CONSTRAINT fk_booth_territory_id_territory FOREIGN KEY(territory_id) REFERENCES territory (id),
    CONSTRAINT fk_booth_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id),
    CONSTRAINT fk_booth_joined_id_booth FOREIGN KEY(joined_id) REFERENCES booth (id),
    CONSTRAINT fk_booth_created_by_person FOREIGN KEY(created_by) REFERENCES person (id),
    CONSTRAINT fk_booth_opened_by_person FOREIGN KEY(opened_by) REFERENCES person (id)
);
CREATE INDEX ix_booth_territory_id ON booth (territory_id);
CREATE INDEX ix_booth_joined_id ON booth (joined_id);
CREATE INDEX ix_booth_created_by ON booth (created_by);
CREATE INDEX ix_booth_opened_by ON booth (opened_by);

CREATE TABLE booth_upload (
    booth_id UUID NOT NULL,
    device VARCHAR(40) NOT NULL,
    number INTEGER NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_booth_upload PRIMARY KEY (booth_id, device, number),
    CONSTRAINT ck_booth_upload_outcome CHECK (outcome IN ('marked', 'voted', 'unknown', 'refused', 'untimely')),
    CONSTRAINT ck_booth_upload_number CHECK (number > 0 AND device <> ''),
    CONSTRAINT fk_booth_upload_booth_id_booth FOREIGN KEY(booth_id) REFERENCES booth (id)
);

CREATE TABLE paper_batch (
    id UUID NOT NULL,
    territory_id UUID NOT NULL,
    ballot_id UUID NOT NULL,
    booth_id UUID NOT NULL,
    number INTEGER NOT NULL,
    papers INTEGER NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by UUID,
    accepted_at TIMESTAMP WITH TIME ZONE,
    accepted_by UUID,
    valid INTEGER,
    blank INTEGER,
    spoiled INTEGER,
    overvoted INTEGER,
    removed_at TIMESTAMP WITH TIME ZONE,
    removed_because VARCHAR(500),
    asked_by UUID,
    approved_by UUID,
    CONSTRAINT pk_paper_batch PRIMARY KEY (id),
    CONSTRAINT uq_paper_batch_booth_id_number UNIQUE (booth_id, number),
    CONSTRAINT ck_paper_batch_papers CHECK (papers > 0 AND number > 0),
    CONSTRAINT ck_paper_batch_accepted CHECK (num_nulls(accepted_at, valid, blank, spoiled, overvoted) IN (0, 5)),
    CONSTRAINT ck_paper_batch_total CHECK (valid + blank + spoiled + overvoted = papers),
    CONSTRAINT ck_paper_batch_removed CHECK (num_nulls(removed_at, removed_because, asked_by, approved_by) IN (0, 4)),
    CONSTRAINT ck_paper_batch_two CHECK (asked_by <> approved_by),
    CONSTRAINT fk_paper_batch_territory_id_territory FOREIGN KEY(territory_id) REFERENCES territory (id),
    CONSTRAINT fk_paper_batch_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id),
    CONSTRAINT fk_paper_batch_booth_id_booth FOREIGN KEY(booth_id) REFERENCES booth (id),
    CONSTRAINT fk_paper_batch_made_by_person FOREIGN KEY(made_by) REFERENCES person (id),
    CONSTRAINT fk_paper_batch_accepted_by_person FOREIGN KEY(accepted_by) REFERENCES person (id),
    CONSTRAINT fk_paper_batch_asked_by_person FOREIGN KEY(asked_by) REFERENCES person (id),
    CONSTRAINT fk_paper_batch_approved_by_person FOREIGN KEY(approved_by) REFERENCES person (id)
);
CREATE INDEX ix_paper_batch_territory_id ON paper_batch (territory_id);
CREATE INDEX ix_paper_batch_ballot_id ON paper_batch (ballot_id);
CREATE INDEX ix_paper_batch_made_by ON paper_batch (made_by);
CREATE INDEX ix_paper_batch_accepted_by ON paper_batch (accepted_by);
CREATE INDEX ix_paper_batch_asked_by ON paper_batch (asked_by);
CREATE INDEX ix_paper_batch_approved_by ON paper_batch (approved_by);

CREATE TABLE paper_entry (
    batch_id UUID NOT NULL,
    turn SMALLINT NOT NULL,
    person_id UUID NOT NULL,
    agreed_by UUID,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_paper_entry PRIMARY KEY (batch_id, turn),
    CONSTRAINT ck_paper_entry_turn CHECK (turn BETWEEN 1 AND 3),
    CONSTRAINT ck_paper_entry_agreed CHECK (agreed_by <> person_id AND (agreed_by IS NULL OR turn = 3)),
    CONSTRAINT fk_paper_entry_batch_id_paper_batch FOREIGN KEY(batch_id) REFERENCES paper_batch (id),
    CONSTRAINT fk_paper_entry_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_paper_entry_agreed_by_person FOREIGN KEY(agreed_by) REFERENCES person (id)
);
CREATE INDEX ix_paper_entry_person_id ON paper_entry (person_id);
CREATE INDEX ix_paper_entry_agreed_by ON paper_entry (agreed_by);
CREATE UNIQUE INDEX uq_paper_entry_two ON paper_entry (batch_id, person_id) WHERE turn < 3;

ALTER TABLE letter_package DROP CONSTRAINT ck_letter_package_purpose,
    ADD CONSTRAINT ck_letter_package_purpose CHECK (purpose IN ('residence', 'ballot'));

CREATE TABLE ballot_code (
    id UUID NOT NULL,
    territory_id UUID NOT NULL,
    ballot_id UUID NOT NULL,
    package_id UUID,
    entry_id UUID,
    voter_id UUID NOT NULL,
    mark VARCHAR(5),
    salt BYTEA,
    code_hash BYTEA,
    tries SMALLINT NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_ballot_code PRIMARY KEY (id),
    CONSTRAINT ck_ballot_code_code CHECK (num_nonnulls(mark, salt, code_hash) IN (0, 3)),
    CONSTRAINT fk_ballot_code_territory_id_territory FOREIGN KEY(territory_id) REFERENCES territory (id),
    CONSTRAINT fk_ballot_code_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id),
    CONSTRAINT fk_ballot_code_package_id_letter_package FOREIGN KEY(package_id) REFERENCES letter_package (id),
    CONSTRAINT fk_ballot_code_entry_id_census_entry FOREIGN KEY(entry_id) REFERENCES census_entry (id)
        ON DELETE SET NULL
);
CREATE INDEX ix_ballot_code_territory_id ON ballot_code (territory_id);
CREATE INDEX ix_ballot_code_package_id ON ballot_code (package_id);
CREATE INDEX ix_ballot_code_entry_id ON ballot_code (entry_id);
CREATE INDEX ix_ballot_code_ballot_id_mark ON ballot_code (ballot_id, mark);
CREATE UNIQUE INDEX uq_ballot_code_in_force ON ballot_code (ballot_id, voter_id) WHERE revoked_at IS NULL;
