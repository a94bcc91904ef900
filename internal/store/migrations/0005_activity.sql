-- What a write changed, for the member's own list of what was done: JSON with masked values, see
-- activity.go. NULL where there is no before and after.
ALTER TABLE intents ADD COLUMN changes TEXT;

-- The kinds of device a member has signed in on, by the label that the list of sessions shows, so
-- that a sign-in on another one can be told. It holds nothing that tells one phone from the next.
CREATE TABLE devices (
	studio      TEXT   NOT NULL,
	customer_id BIGINT NOT NULL,
	label       TEXT   NOT NULL,
	seen_at     BIGINT NOT NULL,
	PRIMARY KEY (studio, customer_id, label)
) {keyed};
CREATE INDEX devices_seen ON devices (seen_at);
INSERT INTO devices (studio, customer_id, label, seen_at)
	SELECT studio, customer_id, device, MAX(last_use) FROM sessions WHERE ended_at IS NULL GROUP BY studio, customer_id, device;
