package declaration

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/mail"
	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
	"memberportal/internal/store"
	"memberportal/internal/store/storetest"
	"memberportal/pgclient"
)

// Who is meant without doubt gets what the law gives them: the API has it at once.
func TestFiledAtOnce(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for _, verified := range []bool{false, true} {
			studio := map[bool]string{false: "forge", true: "nordlicht"}[verified]
			h.verified(studio, verified)
			m := h.member(studio, "regular")
			before := h.contracts(studio, m.CustomerID)[0]
			number := h.declare(studio, receipt.Cancellation, Form{Name: m.Name, Email: strings.ToUpper(m.Email)})
			h.settle()
			h.settle()
			require.Equal(t, 1, h.ledger.of(filedPath(m.CustomerID)))
			after, d := h.contracts(studio, m.CustomerID)[0], h.state(studio, number)
			require.Equal(t, before.AvailableCancelationDates[0], after.CancelationDate)
			require.Equal(t, before.AvailableCancelationDates[0].String(), d.Ends)
			require.Equal(t, m.CustomerID, d.CustomerID)
			require.Equal(t, before.ID, d.ContractID)
			require.False(t, d.Finished.IsZero())
			want, words := store.DeclarationAccepted, "It has been accepted: the contract ends on"
			if verified {
				want, words = store.DeclarationChecking, "The studio still has to confirm it."
			}
			require.Equal(t, want, d.State)
			require.Empty(t, h.world.CommunicationThreads(studio))

			sent := h.post()
			require.Len(t, sent[mail.KindReceipt], 1)
			require.Equal(t, strings.ToUpper(m.Email), sent[mail.KindReceipt][0].To)
			require.Len(t, sent[mail.KindDeclarationState], 1)
			require.Equal(t, m.Email, sent[mail.KindDeclarationState][0].To, "the one on record")
			require.Contains(t, sent[mail.KindDeclarationState][0].Text, words)
			require.Empty(t, sent[mail.KindHanded])
			kept, err := h.store.GetReceipt(t.Context(), studio, number)
			require.NoError(t, err)
			require.Contains(t, sent[mail.KindDeclarationState][0].Text, "/receipts/"+number+"?k="+kept.StateKey)
			require.Contains(t, sent[mail.KindReceipt][0].Text, "/receipts/"+number+"?k="+kept.ViewKey)
			require.NotContains(t, sent[mail.KindReceipt][0].Text+sent[mail.KindReceipt][0].HTML, kept.StateKey)
			h.silent(m.Name, m.Email, number, kept.ViewKey, kept.StateKey)
			require.Contains(t, h.log.String(), "msg=declaration state="+string(want))
		}
	})
}

// Each row is a declaration that people have to see to, or one that is clear.
func TestWhatIsFiledAndWhatIsHanded(t *testing.T) {
	type want struct {
		filed  string // the day, "" for handed
		member bool   // one customer matched
		says   string // in the mail to the studio
	}
	const first, second, third = "first", "second", "third"
	for name, c := range map[string]struct {
		story string
		form  func(h *house, m sandbox.Member, r pgclient.Customer) Form
		kind  receipt.Kind
		want  want
	}{
		"name the other way round": {form: func(_ *house, _ sandbox.Member, r pgclient.Customer) Form {
			return Form{Name: r.LastName + ", " + strings.ToUpper(r.FirstName), Email: r.Email}
		}, want: want{filed: first}},
		"birth date and number agree": {form: func(_ *house, _ sandbox.Member, r pgclient.Customer) Form {
			return Form{Name: r.FirstName + " " + r.LastName, Email: r.Email, BirthDate: r.DateOfBirth.In(time.UTC).Format("2.1.2006"), MemberNumber: " " + r.CustomerNumber + " ", Contract: "Premium"}
		}, want: want{filed: first}},
		"a wished date before the first": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, Date: h.clock.Now().Format(time.DateOnly)}
		}, want: want{filed: first}},
		"a wished date on offer": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, Date: h.contracts("forge", m.CustomerID)[0].AvailableCancelationDates[1].String()}
		}, want: want{filed: second}},
		"a wished date between two": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, Date: h.contracts("forge", m.CustomerID)[0].AvailableCancelationDates[1].AddDays(1).String()}
		}, want: want{filed: third}},
		"the family member named": {story: "family", form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email}
		}, want: want{filed: first}},
		"a wished date in the past": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, Date: h.clock.Now().AddDate(0, 0, -1).Format(time.DateOnly)}
		}, want: want{member: true, says: "lies before the day"}},
		"a wished date in 2199": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, Date: "1.1.2199"}
		}, want: want{member: true, says: "beyond every date"}},
		"a wished date that is none": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, Date: "as soon as possible"}
		}, want: want{member: true, says: "cannot be read as a day"}},
		"extraordinary": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, Extraordinary: true, Reason: "The studio has moved away."}
		}, want: want{member: true, says: "for cause"}},
		"withdrawal": {kind: receipt.Withdrawal, form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, Contract: "Towel"}
		}, want: want{member: true, says: "It is a withdrawal"}},
		"another address, birth date agrees": {form: func(_ *house, m sandbox.Member, r pgclient.Customer) Form {
			return Form{Name: m.Name, Email: "elsewhere@example.net", BirthDate: r.DateOfBirth.String()}
		}, want: want{member: true, says: "is not the one on record"}},
		"another address, number agrees": {form: func(_ *house, m sandbox.Member, r pgclient.Customer) Form {
			return Form{Name: m.Name, Email: "elsewhere@example.net", MemberNumber: r.CustomerNumber}
		}, want: want{member: true, says: "is not the one on record"}},
		"no address at all": {form: func(_ *house, m sandbox.Member, r pgclient.Customer) Form {
			return Form{Name: m.Name, Email: "at home", MemberNumber: r.CustomerNumber}
		}, want: want{member: true, says: "cannot be written to"}},
		"another address and nothing else": {form: func(_ *house, m sandbox.Member, r pgclient.Customer) Form {
			return Form{Name: m.Name, Email: "elsewhere@example.net"}
		}, want: want{says: "No member fits"}},
		"the birth date does not match": {form: func(_ *house, m sandbox.Member, r pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, BirthDate: r.DateOfBirth.AddDays(1).String()}
		}, want: want{says: "something else differs"}},
		"born in 1875": {form: func(_ *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, BirthDate: "1875-01-01"}
		}, want: want{says: "something else differs"}},
		"no birth date at all": {form: func(_ *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, BirthDate: "31.02.1985"}
		}, want: want{says: "birth date that was typed cannot be read"}},
		"the number does not match": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, MemberNumber: h.member("forge", "debtor").CustomerNumber}
		}, want: want{says: "No member fits"}},
		"another person's address": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: h.member("forge", "debtor").Email}
		}, want: want{says: "No member fits"}},
		"a stranger": {form: func(*house, sandbox.Member, pgclient.Customer) Form {
			return Form{Name: "Nobody Knows", Email: "nobody@example.net", BirthDate: "1.2.1990", MemberNumber: "9-99999"}
		}, want: want{says: "No member fits"}},
		"ten kilobytes of a name": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: strings.Repeat("Olivia ", 1500), Email: m.Email}
		}, want: want{says: "No member fits"}},
		"three contracts on one line": {form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email, Contract: "Premium, Basic, Student"}
		}, want: want{member: true, says: "is not clear"}},
		"canceled already": {story: "canceled", form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email}
		}, want: want{member: true, says: "cancelled already"}},
		"asked for already": {story: "pending", form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email}
		}, want: want{member: true, says: "asked for already"}},
		"ended already": {story: "former", form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email}
		}, want: want{member: true, says: "no contract that runs"}},
		"no contract": {story: "prospect", form: func(h *house, m sandbox.Member, _ pgclient.Customer) Form {
			return Form{Name: m.Name, Email: m.Email}
		}, want: want{member: true, says: "no contract that runs"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, storetest.SQLite(t))
			h.verified("forge", false)
			story := c.story
			if story == "" {
				story = "regular"
			}
			kind := c.kind
			if kind == "" {
				kind = receipt.Cancellation
			}
			m := h.member("forge", story)
			form := c.form(h, m, h.record("forge", m.CustomerID))
			days := []pgclient.Date{}
			if list := h.contracts("forge", m.CustomerID); len(list) > 0 {
				days = list[0].AvailableCancelationDates
			}
			writes := h.ledger.all()
			number := h.declare("forge", kind, form)
			h.settle()
			d, sent := h.state("forge", number), h.post()
			writes = h.ledger.all() - writes
			if form.Email != "at home" {
				require.Len(t, sent[mail.KindReceipt], 1, "always a receipt")
			}
			if c.want.filed != "" {
				day := days[map[string]int{first: 0, second: 1, third: 2}[c.want.filed]]
				require.Equal(t, store.DeclarationAccepted, d.State)
				require.Equal(t, day.String(), d.Ends)
				require.Equal(t, day, h.contracts("forge", m.CustomerID)[0].CancelationDate)
				require.Equal(t, 1, writes, "one call")
				require.Empty(t, sent[mail.KindHanded])
				return
			}
			require.Equal(t, store.DeclarationHanded, d.State)
			require.Empty(t, d.Ends)
			require.Zero(t, h.ledger.of(filedPath(m.CustomerID)), "not filed")
			require.Len(t, sent[mail.KindHanded], 1)
			studio := sent[mail.KindHanded][0]
			require.Equal(t, "team@forge.example", studio.To)
			require.Contains(t, strings.ReplaceAll(studio.Text, "\n", " "), c.want.says)
			require.Contains(t, studio.Text, "number: "+number, "the signed text, whole")
			require.Contains(t, studio.Text, "ed25519: ")
			require.NotContains(t, studio.Subject, m.Name)
			if form.Email == "at home" {
				require.Empty(t, studio.ReplyTo)
			} else {
				require.Equal(t, form.Email, studio.ReplyTo)
			}
			threads := h.world.CommunicationThreads("forge")
			if !c.want.member {
				require.Zero(t, d.CustomerID)
				require.Zero(t, writes)
				require.Empty(t, threads)
				require.Empty(t, sent[mail.KindDeclarationState], "nobody is told of what was not matched")
				return
			}
			require.Equal(t, m.CustomerID, d.CustomerID)
			require.Equal(t, 1, writes, "the thread")
			require.Len(t, threads, 1)
			require.Equal(t, m.CustomerID, threads[0].CustomerID)
			require.Contains(t, threads[0].Messages[0].Content, "number: "+number)
			require.Contains(t, studio.Text, "among the member’s messages")
			require.Len(t, sent[mail.KindDeclarationState], 1)
			require.Equal(t, m.Email, sent[mail.KindDeclarationState][0].To)
			require.Contains(t, sent[mail.KindDeclarationState][0].Text, "now with the studio")
			h.silent(m.Name, form.Name, m.Email, form.Email, number)
		})
	}
}

func TestReasonOfTheStudio(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	h.verified("forge", false)
	reasons, err := h.client("forge").GetContractCancelationReasonData(t.Context())
	require.NoError(t, err)
	for i, c := range []struct {
		given      string
		configured int64
		reason     string // "" for handed
	}{
		{"", h.reason["forge"], reasons[len(reasons)-1].CancelationReasonName},
		{strings.ToUpper(" " + reasons[0].CancelationReasonName), h.reason["forge"], reasons[0].CancelationReasonName},
		{"I just do not like it", h.reason["forge"], reasons[len(reasons)-1].CancelationReasonName},
		{reasons[1].CancelationReasonName, 0, reasons[1].CancelationReasonName},
		{"", 0, ""},
		{"", 1, ""},
	} {
		h.reason["forge"] = c.configured
		m := h.member("forge", []string{"regular", "debtor", "newcomer", "restricted", "paused", "extras"}[i])
		h.worker = h.newWorker(h.store, nil)
		number := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email, Reason: c.given})
		h.settle()
		d := h.state("forge", number)
		if c.reason == "" {
			require.Equal(t, store.DeclarationHanded, d.State)
			require.Contains(t, h.post()[mail.KindHanded][0].Text, "cancel.default_reason")
			continue
		}
		require.Equal(t, store.DeclarationAccepted, d.State, c.given)
		require.Equal(t, c.reason, h.contracts("forge", m.CustomerID)[0].CancelationReason)
	}
}

// Whoever is signed in may declare for another of the family: the name says who is meant.
func TestSignedInForAnother(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	m, other := h.member("forge", "family"), h.member("forge", "family", 1)
	number := h.declare("forge", receipt.Cancellation, Form{Name: other.Name, Email: other.Email, SignedIn: m.CustomerID})
	h.settle()
	require.Equal(t, other.CustomerID, h.state("forge", number).CustomerID)
}

// A member gets one mail a day, however often somebody declares in their name; each is told in the end.
func TestOneMailADayToAMember(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.advance(4 * time.Hour) // mails that are put off go in the morning
		m := h.member("forge", "regular")
		var numbers []string
		for range 9 {
			numbers = append(numbers, h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email, Extraordinary: true}))
		}
		h.settle()
		told := 0
		for day := range 10 {
			list := h.post()[mail.KindDeclarationState]
			want := 1
			if day >= mostStateDays {
				want = 0
			}
			require.Len(t, list, want, "day %d", day)
			told += len(list)
			h.advance(24 * time.Hour)
		}
		require.Equal(t, mostStateDays, told)
		for _, n := range numbers {
			require.Equal(t, store.DeclarationHanded, h.state("forge", n).State)
		}
	})
}
