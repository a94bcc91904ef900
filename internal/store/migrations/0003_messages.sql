-- What members wrote to their studio: the API records it and never shows it again. thread_id is the
-- API's, 0 until it is known. state: see messages.go.
CREATE TABLE messages (
	id          TEXT   NOT NULL PRIMARY KEY,
	studio      TEXT   NOT NULL,
	customer_id BIGINT NOT NULL,
	thread_id   BIGINT NOT NULL,
	subject     TEXT   NOT NULL,
	body        TEXT   NOT NULL,
	state       TEXT   NOT NULL,
	sent_at     BIGINT NOT NULL
) {keyed};
CREATE INDEX messages_member ON messages (studio, customer_id, sent_at);
CREATE INDEX messages_sent ON messages (sent_at);
