package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

// The studio says what it wants to know; a mode that is not known hides the field.
func ExampleClient_GetLeadConfig() {
	studio := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"addressMode":"HIDDEN","dateOfBirthMode":"OPTIONAL","genderMode":"INACTIVE","telephoneMode":"MANDATORY"}`)
	}))
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	config, err := client.GetLeadConfig(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, field := range []struct {
		name string
		mode pgclient.InputFieldMode
	}{{"address", config.AddressMode}, {"date of birth", config.DateOfBirthMode}, {"telephone", config.TelephoneMode}} {
		switch field.mode {
		case pgclient.InputFieldModeMandatory:
			fmt.Println(field.name, "*")
		case pgclient.InputFieldModeOptional:
			fmt.Println(field.name)
		default: // hidden
		}
	}
	// Output:
	// date of birth
	// telephone *
}
