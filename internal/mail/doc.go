// Package mail sends what the outbox holds.
//
// A mail begins as a row that is written in the same transaction as what
// caused it. The Worker claims the row under a lease, lets the handler of its
// kind prepare the message, hands that to a Sender, and only then finishes the
// row. Failures are tried again with a growing pause until the row's deadline.
//
// # How often a mail is sent
//
// One cause has one row, and a finished row is never sent again. Between the
// mail server's "accepted" and the row being finished lies a moment in which
// the process may die, or the server's answer may be lost on the way. The row
// is then claimed once more after its lease, and the mail goes out a second
// time: delivery is at least once, since SMTP offers no exactly once. Both
// copies carry the same Message-ID, made from the cause, by which mail systems
// and people can tell the repetition. The repeated sign-in mail carries a
// fresh code that replaces the first one, so that only the newest works.
//
// # What is told to nobody
//
// Neither logs nor the reasons kept in the outbox hold addresses, codes,
// subjects or answers of servers: a Failure has a short fixed word instead.
package mail
