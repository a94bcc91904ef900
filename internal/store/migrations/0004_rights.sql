-- The public halves of the keys that ever signed a receipt, as JSON Web Keys. Never deleted: a receipt
-- can be checked as long as somebody has it.
CREATE TABLE receipt_keys (
	id         TEXT   NOT NULL PRIMARY KEY,
	jwk        TEXT   NOT NULL,
	first_used BIGINT NOT NULL
) {keyed};

CREATE INDEX intents_member ON intents (studio, customer_id, created_at);

-- Receipts. text is the signed text, from which pages and files are drawn. view_key opens the
-- receipt; state_key opens what has become of it too, and reaches nobody but the address on record.
-- customer_id is 0, and intent_id empty, where somebody declared without signing in.
CREATE TABLE receipts (
	number      TEXT   NOT NULL PRIMARY KEY,
	studio      TEXT   NOT NULL,
	kind        TEXT   NOT NULL,
	customer_id BIGINT NOT NULL,
	intent_id   TEXT   NOT NULL,
	text        TEXT   NOT NULL,
	view_key    TEXT   NOT NULL,
	state_key   TEXT   NOT NULL,
	arrived_at  BIGINT NOT NULL
) {keyed};
CREATE INDEX receipts_member ON receipts (studio, customer_id, arrived_at);
CREATE INDEX receipts_intent ON receipts (intent_id);
CREATE INDEX receipts_arrived ON receipts (arrived_at);

-- Declarations made without signing in, each with its receipt. form is what was typed. They are worked
-- on until finished_at is set; while a process has one leased, due_at is the end of the lease.
-- customer_id and contract_id are what was found, 0 for nothing.
CREATE TABLE declarations (
	number      TEXT    NOT NULL PRIMARY KEY,
	studio      TEXT    NOT NULL,
	kind        TEXT    NOT NULL,
	language    TEXT    NOT NULL,
	form        TEXT    NOT NULL,
	recipient   TEXT    NOT NULL,
	state       TEXT    NOT NULL,
	customer_id BIGINT  NOT NULL DEFAULT 0,
	contract_id BIGINT  NOT NULL DEFAULT 0,
	ends        TEXT    NOT NULL DEFAULT '',
	attempts    INTEGER NOT NULL DEFAULT 0,
	arrived_at  BIGINT  NOT NULL,
	kept_at     BIGINT  NOT NULL,
	due_at      BIGINT  NOT NULL,
	lease_token TEXT    NOT NULL DEFAULT '',
	finished_at BIGINT
) {keyed};
CREATE INDEX declarations_due ON declarations (due_at) WHERE finished_at IS NULL;
CREATE INDEX declarations_recipient ON declarations (recipient, kept_at);
CREATE INDEX declarations_studio ON declarations (studio, arrived_at);

CREATE TABLE declaration_states (
	number TEXT    NOT NULL,
	step   INTEGER NOT NULL,
	state  TEXT    NOT NULL,
	at     BIGINT  NOT NULL,
	PRIMARY KEY (number, step)
) {keyed};
