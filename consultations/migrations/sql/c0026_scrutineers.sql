-- Whom the office named for one ballot, before it opened.

CREATE TABLE ballot_scrutineer (
    id UUID NOT NULL,
    territory_id UUID NOT NULL,
    ballot_id UUID NOT NULL,
    outside BOOLEAN NOT NULL,
    name VARCHAR(120) NOT NULL,
    email VARCHAR(254),
    secret_hash BYTEA,
    named_by UUID NOT NULL,
    named_at TIMESTAMP WITH TIME ZONE NOT NULL,
    person_id UUID,
    confirmed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_ballot_scrutineer PRIMARY KEY (id),
    CONSTRAINT uq_ballot_scrutineer_ballot_id_person_id UNIQUE (ballot_id, person_id),
    CONSTRAINT uq_ballot_scrutineer_secret_hash UNIQUE (secret_hash),
    CONSTRAINT ck_ballot_scrutineer_confirmed CHECK ((person_id IS NULL) = (confirmed_at IS NULL)),
    CONSTRAINT ck_ballot_scrutineer_invited CHECK (num_nonnulls(email, person_id) = 1),
    CONSTRAINT ck_ballot_scrutineer_secret CHECK ((email IS NULL) = (secret_hash IS NULL)),
    CONSTRAINT ck_ballot_scrutineer_deputy CHECK (outside OR person_id IS NOT NULL),
    CONSTRAINT ck_ballot_scrutineer_another CHECK (person_id <> named_by),
    CONSTRAINT fk_ballot_scrutineer_territory_id_territory FOREIGN KEY(territory_id) REFERENCES territory (id),
    CONSTRAINT fk_ballot_scrutineer_ballot_id_ballot FOREIGN KEY(ballot_id) REFERENCES ballot (id) ON DELETE CASCADE,
    CONSTRAINT fk_ballot_scrutineer_named_by_person FOREIGN KEY(named_by) REFERENCES person (id),
    CONSTRAINT fk_ballot_scrutineer_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE INDEX ix_ballot_scrutineer_territory_id ON ballot_scrutineer (territory_id);
CREATE INDEX ix_ballot_scrutineer_named_by ON ballot_scrutineer (named_by);
CREATE INDEX ix_ballot_scrutineer_person_id ON ballot_scrutineer (person_id);
CREATE UNIQUE INDEX uq_ballot_scrutineer_invited ON ballot_scrutineer (ballot_id, email) WHERE email IS NOT NULL;
