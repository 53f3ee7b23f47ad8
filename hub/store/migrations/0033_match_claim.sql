-- migrate:up

-- Which claims were made with matchCitizen, so that nobody finds out by trying: about whom and what stands here hashed with a key that is not in the
-- database. `day` is the office's own; rows of more than thirty days are deleted.
create table match_claim (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    subject bytea not null check (length(subject) = 16),
    party text not null check (party <> ''),
    claim bytea not null check (length(claim) = 16),
    day date not null,
    primary key (tenant, subject, party, claim)
);
create index match_claim_day on match_claim (tenant, day);

-- migrate:down

drop table match_claim;
