-- Votes of open ballots that were set aside before the count: neither counted nor deleted.

CREATE TABLE set_aside_vote (
    id UUID NOT NULL,
    territory_id UUID NOT NULL,
    ballot_id UUID NOT NULL,
    person_id UUID NOT NULL,
    sign VARCHAR(40) NOT NULL,
    accounts INTEGER NOT NULL,
    words VARCHAR(1000) NOT NULL,
    set_by UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE,
    contest VARCHAR(2000) NOT NULL,
    contested_at TIMESTAMP WITH TIME ZONE,
    verdict VARCHAR(40),
    answer VARCHAR(1000) NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_set_aside_vote PRIMARY KEY (id),
    CONSTRAINT uq_set_aside_vote_ballot_id_person_id UNIQUE (ballot_id, person_id),
    CONSTRAINT ck_set_aside_vote_sign CHECK (sign IN ('wave', 'mailbox', 'revoked')),
    CONSTRAINT ck_set_aside_vote_verdict CHECK (verdict IN ('upheld', 'restored')),
    CONSTRAINT ck_set_aside_vote_words CHECK (words <> ''),
    CONSTRAINT ck_set_aside_vote_accounts CHECK (accounts > 0),
    CONSTRAINT ck_set_aside_vote_contest CHECK (contested_at IS NOT NULL OR contest = ''),
    CONSTRAINT ck_set_aside_vote_decided CHECK (num_nulls(verdict, decided_at, decided_by) IN (0, 3)),
    CONSTRAINT ck_set_aside_vote_answer CHECK ((verdict IS NULL) = (answer = '')),
    CONSTRAINT ck_set_aside_vote_upheld CHECK (verdict <> 'upheld' OR contested_at IS NOT NULL),
    CONSTRAINT ck_set_aside_vote_two CHECK (contested_at IS NULL OR decided_by <> set_by),
    CONSTRAINT ck_set_aside_vote_own CHECK (person_id <> set_by AND person_id <> decided_by),
    CONSTRAINT fk_set_aside_vote_territory_id_territory FOREIGN KEY(territory_id) REFERENCES territory (id),
    CONSTRAINT fk_set_aside_vote_ballot_id_open_vote
        FOREIGN KEY(ballot_id, person_id) REFERENCES open_vote (ballot_id, person_id),
    CONSTRAINT fk_set_aside_vote_person_id_person FOREIGN KEY(person_id) REFERENCES person (id),
    CONSTRAINT fk_set_aside_vote_set_by_person FOREIGN KEY(set_by) REFERENCES person (id),
    CONSTRAINT fk_set_aside_vote_decided_by_person FOREIGN KEY(decided_by) REFERENCES person (id)
);
CREATE INDEX ix_set_aside_vote_territory_id ON set_aside_vote (territory_id);
CREATE INDEX ix_set_aside_vote_person_id ON set_aside_vote (person_id);
CREATE INDEX ix_set_aside_vote_set_by ON set_aside_vote (set_by);
CREATE INDEX ix_set_aside_vote_decided_by ON set_aside_vote (decided_by);

CREATE TRIGGER set_aside_vote_stays BEFORE DELETE OR TRUNCATE ON set_aside_vote
    FOR EACH STATEMENT EXECUTE FUNCTION seal_is_append_only();
