package handlers

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
	"memberportal/views"
)

func contactOwn(status pgclient.AmendmentConfigurationStatus) ownData {
	return ownData{kind: dataContact, status: status, now: values{"email": "jana@example.com", "phonePrivate": "040 1"}}
}

func TestOwnDataPageByStatus(t *testing.T) {
	today := pgclient.Date{Year: 2026, Month: 11, Day: 26}
	page := func(l ownLoad) views.OwnDataPage {
		return newOwnDataPage(berlinPage(t), today, 7, l, l.data.now, nil)
	}
	at := page(ownLoad{data: contactOwn(pgclient.AmendmentConfigurationStatusChangesWithoutVerification), may: true})
	require.NotNil(t, at.Form)
	require.Nil(t, at.Note)
	checked := page(ownLoad{data: contactOwn(pgclient.AmendmentConfigurationStatusChangesRequireVerification), may: true})
	require.Equal(t, "Request change", checked.Form.Button)
	require.NotNil(t, checked.Note)
	for _, status := range []pgclient.AmendmentConfigurationStatus{pgclient.AmendmentConfigurationStatusRead, "", "SOMETHING_NEW"} {
		p := page(ownLoad{data: contactOwn(status), may: true})
		require.Nil(t, p.Form, status)
		require.Contains(t, p.Note.Text, "cannot be changed here")
	}
	require.Nil(t, page(ownLoad{data: contactOwn(pgclient.AmendmentConfigurationStatusChangesWithoutVerification)}).Form, "no scope to write")

	waiting := contactOwn(pgclient.AmendmentConfigurationStatusChangesRequireVerification)
	waiting.pending, waiting.pendingID = values{"email": "neu@example.com"}, 9
	p := page(ownLoad{data: waiting, may: true})
	require.Nil(t, p.Form)
	require.Equal(t, []views.ChangedRow{
		{Term: "E-mail address", From: "jana@example.com", To: "neu@example.com"}, {Term: "Phone at home", From: "040 1", To: ""},
	}, p.Pending.Rows)
	require.Equal(t, "/nordlicht/profile/amendments/9/withdraw", p.Pending.WithdrawTo)
	waiting.pendingID = 0
	require.Empty(t, page(ownLoad{data: waiting, may: true}).Pending.WithdrawTo, "without an id nothing can be taken back")

	bank := ownData{kind: dataPayment, status: pgclient.AmendmentConfigurationStatusChangesWithoutVerification, now: values{"iban": "DE89 3704 0044 0532 0130 00", "accountHolder": "Jana"}}
	require.NotNil(t, page(ownLoad{data: bank, may: true}).Gate)
	fresh := page(ownLoad{data: bank, may: true, fresh: true})
	for _, c := range fresh.Form.Controls {
		require.NotContains(t, c.Value, "3704")
	}
}

func TestPrintsKnowWhatWasSent(t *testing.T) {
	v := values{"email": "Jana@Example.com", "phonePrivate": "+49 40 1234567"}
	require.Equal(t, dataContact.print("s", v), dataContact.print("s", values{"email": "jana@example.com", "phonePrivate": "+49401234567"}))
	require.NotEqual(t, dataContact.print("s", v), dataContact.print("t", v))
	require.NotEqual(t, dataContact.print("s", v), dataContact.print("s", values{"email": "jana@example.com"}))
	a := values{"iban": "DE89370400440532013000", "bic": "COBADEFF"}
	require.Equal(t, dataPayment.print("s", a), dataPayment.print("s", values{"iban": "DE89 **** **** **** **30 00", "bic": "COBADEFF"}), "a masked account is known again")
	require.NotContains(t, dataPayment.print("s", a), "3704")
}

func TestChecker(t *testing.T) {
	today := pgclient.Date{Year: 2026, Month: 11, Day: 26}
	check := func(kind dataKind, from, to values) (values, map[string]string) {
		k := checker{text: berlinPage(t).Text, kind: kind, from: from, to: to, country: "DE", today: today}
		sent, errs := k.check()
		found := map[string]string{}
		for _, e := range errs {
			found[e.Field] = e.Text
		}
		return sent, found
	}
	// What is on record and was not touched passes, whatever it looks like.
	sent, errs := check(dataContact, values{"email": "odd", "phonePrivate": "ask at the desk"}, values{"email": "odd", "phonePrivate": "ask at the desk", "phoneBusiness": "040/42838-0"})
	require.Empty(t, errs)
	require.Equal(t, values{"email": "odd", "phonePrivate": "ask at the desk", "phoneBusiness": "+49 40 428380"}, sent)
	_, errs = check(dataContact, values{}, values{})
	require.Empty(t, errs, "nobody has to leave anything")
	for _, email := range []string{"a", "a@b", "a b@example.com", "<a@example.com>", strings.Repeat("a", 250) + "@example.com", "a@example.com\nBcc: b@example.com"} {
		_, errs = check(dataContact, values{}, values{"email": email})
		require.Contains(t, errs, "email", email)
	}
	_, errs = check(dataMaster, values{}, values{"firstName": "A", "lastName": "B", "gender": "MALE", "customerTitle": "NONE", "dateOfBirth": "1850-01-01"})
	require.Equal(t, map[string]string{"dateOfBirth": "This cannot be your date of birth. Please check it."}, errs)
	_, errs = check(dataPayment, values{}, values{})
	require.Len(t, errs, 4)
}

func TestAddressFormAsksForWhatIsUsual(t *testing.T) {
	d := ownData{kind: dataAddress, now: values{"door": "4 B"}}
	require.Equal(t, []string{"street", "houseNumber", "door", "additionalAddressInformation", "zipCode", "city", "countryCode"}, formFields(d, "DE", values{}))
	require.Contains(t, formFields(d, "GB", values{}), "buildingName")
	require.Contains(t, formFields(ownData{kind: dataAddress}, "ES", values{}), "stairway")
}
