package declaration

import (
	"context"
	"errors"
	"strings"

	"memberportal/internal/mail"
	"memberportal/pgclient"
)

// OnRecord finds the address on record of a customer of a studio, by the studio's client.
// Its errors are quiet ones to try again: only of those who were matched is it asked, and
// nobody may learn that from how long mails take.
func OnRecord(client func(studio string) (People, bool)) mail.OnRecord {
	return func(ctx context.Context, studio string, customerID int64) (string, error) {
		api, ok := client(studio)
		if !ok {
			return "", &mail.Failure{Reason: "studio unknown", Quiet: true}
		}
		c, err := api.GetCustomerById(ctx, customerID)
		switch {
		case nobody(err):
			return "", nil
		case err != nil:
			failure := &mail.Failure{Reason: "lookup " + string(pgclient.KindOf(err)), Quiet: true, Err: err}
			var answer *pgclient.Error
			if errors.As(err, &answer) {
				failure.After = answer.RetryAfter
			}
			return "", failure
		}
		return strings.TrimSpace(c.Email), nil
	}
}
