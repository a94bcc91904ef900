/*
Package pgclient is a thin typed client for the PerfectGym Next API, the server
behind the portal. openapi.yaml in this folder is the contract it is written
against and tested with; coverage.tsv lists all operations of the API and for whom
they are.

# Calls

A [Client] is made once for each studio, since the key selects the studio. Each
operation of the API is one method with the name of its operationId, context
first:

	client, err := pgclient.New("https://example.open-api.perfectgym.com", key)
	...
	ctx = pgclient.WithLanguage(ctx, "de")
	booking, err := client.BookClassSlot(ctx, pgclient.ClassBookingRequest{CustomerID: 1001, ClassSlotID: 77})

Lists that come in slices return a [Slice]. Each has a second method with the prefix
All in place of Get, which goes through all slices, one call for each, and ends with
the first error. An entry may come twice or be missed if the list changes meanwhile:

	for slot, err := range client.AllClassSlotsForMultipleClasses(ctx, today, 7) {
		if err != nil {
			return err
		}
		...
	}

The key reads every member of the studio: an id in an argument proves nothing. The
caller has to make sure that a customer, contract or booking belongs to whoever is
signed in. Single bookings carry CustomerID for that.

# Errors

Every error is an [*Error] with a [Kind], which [KindOf] finds in a wrapped error.
Branch on the kind; the API publishes no list of its error codes.

	Invalid       the API says no to the request        show Message
	Unauthorized  the key is missing or wrong           tell the operator
	Forbidden     the key lacks a scope                 hide the feature
	NotFound      no such entity, or another studio's   404
	Conflict      somebody else was faster              read again
	RateLimited   too many calls in a minute            later, see RetryAfter
	Unavailable   no connection, a lost one, or a 5xx   later
	Timeout       no answer in time                     later
	Canceled      the caller gave up                    nothing
	Unexpected    not an answer of the contract         later, and look into it

What Error returns is fit for logs. It holds neither the key nor member data nor
the API's message, and neither does anything that Unwrap returns.

# Writes

Everything that changes something is a write, whatever its HTTP method: booking and
canceling, creating customers and leads, signing up and switching, amendments and
taking them back, pauses, modules, payments, uploads, benefits, access codes and
mediums, reports of a debt collection agency, activations. What only asks is a read,
also where it is a POST: the methods whose names begin with Validate or Search or end
in Preview.

The API knows no idempotency key, so a write is sent once, whatever happens.
Redirects are not followed. When the outcome of a write is unknown, [Unclear] is
true: read back what became of it, and let nobody send it again before. Writes whose
answer says nothing return an error alone.

Validate and its write follow the same rules, but time passes between them: a write
may be refused after a validation that was not. Validate again to learn why.

# Uploads

Methods that take an [*Upload] send multipart/form-data, with the request as a JSON
part beside the file where there is one. The file name needs its extension. The file
is read while it goes out and kept nowhere, so an [Upload] is good for one call.

# Payments

No money and no bank data pass through this package. [Client.UserSession] opens a
session of the vendor's payment widget, which runs in the browser; what the widget
hands back is the payment request token that other methods take. A token is good once
and for a short time, and only for the payer, the scope and the exact amount of its
session:

	ECOM            an amount that is paid now, such as what is due on signing
	MEMBER_ACCOUNT  a method for what will be due; the amount is 0

Somebody new has no customer id yet; FinionPayCustomerID ties several sessions of one
person together. Who signs up with both kinds needs two sessions and two tokens. The
preview of a sale tells the amount that is due on signing.

# Releases

The contract is that of release 1.8.3. What came later says "since release": a server
of before does not send it and may ignore it in requests, so treat it as optional even
where the contract does not.

# Time and retries

A try takes at most 3 s for reads, of which 1 s for connecting, and 15 s for writes;
see [WithTimeouts]. The context limits a call as a whole. It is wise to give writes
one that outlives the visitor's request.

A read that failed with Unavailable or Timeout, or whose answer broke off, is tried
a second time after a random pause of up to 200 ms, or after the time that the API
asked for in Retry-After; RateLimited only with such a time. There is no second try
if the context would end before it, or if retries exceed a tenth of all calls (a
new client has five to begin with). Besides, net/http repeats a GET by itself, at
once, if a connection that had been idle turns out to be closed.

[WithObserver] sees every try, for metrics and logs.

# Values

Types mirror the contract and are read leniently: unknown fields are ignored,
unknown enum values kept as they are, so a switch over an enum needs a default.
Fields that the contract calls deprecated are left out. An optional field that is
null or absent is nil if it is a pointer, and otherwise empty: "" for text, IsZero
for dates and times. Numbers are pointers where absent and 0 differ.

  - [Date] is a day of the calendar in the studio's zone.
  - [ZonedTime] is a moment with its zone; it keeps the text it came as, to be sent
    back unchanged.
  - [LocalTime] and [LocalDateTime] are times without zone, to be read in that of the
    studio, which the API does not tell.
  - [Decimal] is an exact number, [Money] one with its currency. No float is involved.

Links to images, documents, exports and signed contracts die, most after 15 minutes,
some after hours: read the entity again when somebody clicks, and never store them.
Whoever has a link needs no key, so it is as secret as what it leads to.

Types with data of members implement slog.LogValuer and say nothing about them in logs.

An answer is at most 8 MiB, after decompression. A success without the fields that
make it one, such as a booking without id, is Unexpected.
*/
package pgclient
