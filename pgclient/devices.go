package pgclient

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
)

// Device is a reader at a door, a machine or a clock.
type Device struct {
	ID     *int64      `json:"id"`
	Name   string      `json:"name"`
	Active bool        `json:"active"` // it has a token
	Model  DeviceModel `json:"model"`
}

// DeviceModel is what kind of reader a device is.
type DeviceModel string

// The values of release 1.8.3.
const (
	DeviceModelGenericVendingReader DeviceModel = "GENERIC_VENDING_READER"
	DeviceModelGenericCardReader    DeviceModel = "GENERIC_CARD_READER"
	DeviceModelGenericTimeReader    DeviceModel = "GENERIC_TIME_READER"
)

// DeviceActivation is the token a device identifies itself with. It is shown once.
type DeviceActivation struct {
	ID          *int64 `json:"id"`
	AccessToken string `json:"accessToken"`
}

func (a *DeviceActivation) incomplete() bool { return a.AccessToken == "" }

// LogValue keeps the token out of logs.
func (DeviceActivation) LogValue() slog.Value { return slog.StringValue("device activation") }

// Format does the same for an activation that is printed, whatever the verb.
func (DeviceActivation) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "device activation") }

// GetDevices lists the devices of the studio.
func (c *Client) GetDevices(ctx context.Context) ([]Device, error) {
	return get[[]Device](ctx, c, "getDevices", "/v1/devices", nil)
}

// ActivateDevice makes a device ready and returns its token: NotFound for a device of
// another studio. Whether it can be done again is not documented, so keep the token.
func (c *Client) ActivateDevice(ctx context.Context, deviceID int64) (DeviceActivation, error) {
	return send[DeviceActivation](ctx, c, "activateDevice", http.MethodPut, "/v1/devices/"+id(deviceID)+"/activate", nil)
}
