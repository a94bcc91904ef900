-- The private calendar feed of a member. token_hash is the SHA-256 of what stands in its address;
-- nonce is what that is derived from, together with a key that is not in the database. No row:
-- never made, or revoked.
CREATE TABLE calendar_feeds (
	studio      TEXT   NOT NULL,
	customer_id BIGINT NOT NULL,
	token_hash  {blob} NOT NULL UNIQUE,
	nonce       {blob} NOT NULL,
	language    TEXT   NOT NULL,
	created_at  BIGINT NOT NULL,
	read_at     BIGINT NOT NULL,
	PRIMARY KEY (studio, customer_id)
) {keyed};
CREATE INDEX calendar_feeds_read ON calendar_feeds (read_at);

-- How often what calendars were told of a booking has changed. fingerprint is a hash.
CREATE TABLE calendar_events (
	studio      TEXT    NOT NULL,
	customer_id BIGINT  NOT NULL,
	uid         TEXT    NOT NULL,
	fingerprint {blob}  NOT NULL,
	sequence    INTEGER NOT NULL,
	changed_at  BIGINT  NOT NULL,
	keep_until  BIGINT  NOT NULL,
	PRIMARY KEY (studio, customer_id, uid)
) {keyed};
CREATE INDEX calendar_events_keep ON calendar_events (keep_until);
