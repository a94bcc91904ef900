-- {…} differ between the databases, see dialect.go. Times are milliseconds since 1970, UTC.

-- One row a signed-in device. token is the SHA-256 of the cookie's value. An ended row stays for a
-- while as a tombstone that nothing can be written to.
CREATE TABLE sessions (
	token       {blob}  NOT NULL PRIMARY KEY,
	handle      TEXT    NOT NULL UNIQUE,
	data        {blob}  NOT NULL,
	studio      TEXT    NOT NULL,
	customer_id BIGINT  NOT NULL,
	device      TEXT    NOT NULL,
	remembered  BOOLEAN NOT NULL,
	created_at  BIGINT  NOT NULL,
	last_use    BIGINT  NOT NULL,
	ends        BIGINT  NOT NULL,
	idle_ends   BIGINT  NOT NULL,
	ended_at    BIGINT
) {keyed};
CREATE INDEX sessions_member ON sessions (studio, customer_id);
CREATE INDEX sessions_idle ON sessions (idle_ends);

-- Sign-ins under way. Rows are kept for a day, so that limits can count them, and hold no secret
-- once they are over. mail_at is when the mail was due; NULL when it was taken back.
CREATE TABLE challenges (
	id             TEXT    NOT NULL PRIMARY KEY,
	nonce_mac      {blob}  NOT NULL,
	studio         TEXT    NOT NULL,
	language       TEXT    NOT NULL,
	identifier_mac {blob}  NOT NULL,
	network_mac    {blob}  NOT NULL,
	by_number      BOOLEAN NOT NULL,
	framed         BOOLEAN NOT NULL,
	next           TEXT    NOT NULL,
	salt           {blob},
	code_mac       {blob},
	link_mac       {blob}  UNIQUE,
	customers      TEXT,
	tries          INTEGER NOT NULL DEFAULT 0,
	created_at     BIGINT  NOT NULL,
	expires_at     BIGINT  NOT NULL,
	mail_at        BIGINT,
	armed_at       BIGINT,
	consumed_at    BIGINT,
	chosen_at      BIGINT
);
CREATE INDEX challenges_identifier ON challenges (identifier_mac, created_at);
CREATE INDEX challenges_network ON challenges (network_mac, created_at);
CREATE INDEX challenges_studio ON challenges (studio, created_at);
CREATE INDEX challenges_created ON challenges (created_at);
CREATE INDEX challenges_pending ON challenges (expires_at) WHERE salt IS NOT NULL;
CREATE INDEX challenges_to_choose ON challenges (expires_at) WHERE customers IS NOT NULL;

CREATE TABLE counters (
	name      TEXT   NOT NULL PRIMARY KEY,
	hits      BIGINT NOT NULL,
	resets_at BIGINT NOT NULL
) {keyed};
CREATE INDEX counters_resets ON counters (resets_at);

-- Mails to send, each cause once. state: 0 pending, 1 sent, 2 dropped. While a worker has the row
-- leased, due_at is the end of the lease.
CREATE TABLE outbox (
	id          {serial},
	cause       TEXT    NOT NULL UNIQUE,
	kind        TEXT    NOT NULL,
	studio      TEXT    NOT NULL,
	language    TEXT    NOT NULL,
	recipient   TEXT    NOT NULL,
	payload     TEXT    NOT NULL,
	attempts    INTEGER NOT NULL DEFAULT 0,
	created_at  BIGINT  NOT NULL,
	due_at      BIGINT  NOT NULL,
	deadline    BIGINT  NOT NULL,
	lease_token TEXT    NOT NULL DEFAULT '',
	state       INTEGER NOT NULL DEFAULT 0,
	reason      TEXT    NOT NULL DEFAULT '',
	finished_at BIGINT
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 0;
CREATE INDEX outbox_finished ON outbox (finished_at);

-- Writes to the studio's API: the row comes first, then the call, then the outcome.
CREATE TABLE intents (
	id          TEXT   NOT NULL PRIMARY KEY,
	once_mac    {blob} NOT NULL,
	action      TEXT   NOT NULL,
	target      TEXT   NOT NULL,
	studio      TEXT   NOT NULL,
	customer_id BIGINT NOT NULL,
	details     TEXT   NOT NULL,
	state       TEXT   NOT NULL,
	outcome     TEXT   NOT NULL,
	created_at  BIGINT NOT NULL,
	updated_at  BIGINT NOT NULL,
	UNIQUE (once_mac, action, target)
);
CREATE INDEX intents_open ON intents (created_at) WHERE state = 'open';
CREATE INDEX intents_created ON intents (created_at);
