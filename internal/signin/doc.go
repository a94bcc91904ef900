// Package signin answers one question: who is this? A person names an e-mail
// address or a customer number, gets a mail with a code and a link, and proves
// with one of them, in the browser where it began, that the mailbox is theirs.
//
// # Nobody learns who is a member
//
// Start writes a challenge and an outbox row and looks nothing up, so that it
// does the same for everyone. The look-up, the code and the mail are made by
// the Mailer in the outbox worker, after the browser has its answer. A
// challenge nobody can answer behaves like any other down to its last try.
//
// # What is kept
//
// The store sees HMAC-SHA-256 values alone: of the code (with a salt for each
// challenge), the link token, the browser's nonce, the identifier and the
// client's network. Each is made with a key of its own, derived from a portal
// key by HKDF. A password hash would be usual for a secret as short as a code;
// five tries and ten minutes make its cost secondary, and a flood of guesses
// must not burn the processor.
//
// # Rotating the portal's keys
//
// New values are made with the newest key. Nonces, salts and link tokens begin
// with the public name of the key that made them, so what was begun under an
// older key still verifies as long as that key is configured. The MACs of
// identifiers and networks are only counted by and always made with the newest
// key: a rotation starts these counts afresh, once.
//
// # Limits
//
// A challenge has ten minutes and five tries. An identifier has five
// challenges an hour and ten a day that nobody completes; beyond them codes
// have twelve digits and mails come late, but nothing is ever locked, since a
// lock would be a weapon against the member. A network (IPv4 address or IPv6
// /64) has 120 uncompleted challenges and 60 wrong codes in ten minutes, a
// studio 3000 challenges; beyond them starts and tries are refused for a
// while. More than 500 wrong codes in ten minutes in the whole portal make all
// new codes long. Counts live in the store; that a network's or the portal's
// count of wrong codes has been reached is remembered by each process that
// meets it, so several processes together allow a few tries more.
//
// A code in a mail is one factor, and not the strongest one: whoever reads the
// mailbox is let in.
package signin
