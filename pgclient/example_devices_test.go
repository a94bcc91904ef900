package pgclient_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"memberportal/pgclient"
)

// Devices that are not active yet get their tokens, each once.
func ExampleClient_ActivateDevice() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/devices", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"id":26,"name":"Turnstile (left)","active":false},{"id":27,"name":"Sauna","active":true}]`)
	})
	mux.HandleFunc("PUT /v1/devices/26/activate", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"id":26,"accessToken":"53cda15a"}`)
	})
	studio := httptest.NewServer(mux)
	defer studio.Close()
	client, err := pgclient.New(studio.URL, "key-of-the-studio")
	if err != nil {
		fmt.Println(err)
		return
	}
	devices, err := client.GetDevices(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, device := range devices {
		if device.Active || device.ID == nil {
			continue
		}
		activation, err := client.ActivateDevice(context.Background(), *device.ID)
		fmt.Println(device.Name, activation.AccessToken, err)
	}
	// Output: Turnstile (left) 53cda15a <nil>
}
