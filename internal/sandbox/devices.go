package sandbox

import (
	"fmt"
	"slices"
)

func deviceOperations() []*operation {
	return []*operation{
		{id: "getDevices", method: "GET", pattern: "/v1/devices", scopes: []string{"DEVICE_READ"}, handle: getDevices},
		{id: "activateDevice", method: "PUT", pattern: "/v1/devices/{deviceId}/activate", scopes: []string{"DEVICE_WRITE"}, handle: activateDevice},
	}
}

func deviceTexts() map[string]text {
	return map[string]text{
		"error.device.active": {"Das Gerät ist bereits aktiviert.", "The device is active already.", "Urządzenie jest już aktywne."},
	}
}

type deviceJSON struct {
	ID     int64  `json:"id,omitempty"`
	Name   string `json:"name,omitempty"`
	Active bool   `json:"active"`
	Model  string `json:"model,omitempty"`
}

type deviceActivation struct {
	ID          int64  `json:"id,omitempty"`
	AccessToken string `json:"accessToken,omitempty"`
}

// devicesState is devices, and the people of the studio.
type devicesState struct {
	Devices   []*device   `json:"devices"`   // by id
	Employees []*employee `json:"employees"` // by id
}

// device is a reader. It is active while it has a token.
type device struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Model       string `json:"model"`
	Token       string `json:"token"`
	Activations int    `json:"activations"`
}

func (s *devicesState) settle(st *studio, _ []Member, today date) {
	names := []string{"Turnstile (left)", "Turnstile (right)", "Sauna Door", "Drinks Machine", "Staff Clock"}
	if st.Language == "de" {
		names = []string{"Drehkreuz (links)", "Drehkreuz (rechts)", "Saunatür", "Getränkeautomat", "Zeiterfassung"}
	}
	for i, name := range names {
		d := &device{ID: st.newID(), Name: name, Model: "GENERIC_CARD_READER"}
		switch i {
		case 3:
			d.Model = "GENERIC_VENDING_READER"
		case 4:
			d.Model = "GENERIC_TIME_READER"
		}
		if i != 2 {
			d.activate(st)
		}
		s.Devices = append(s.Devices, d)
	}
	s.Employees = st.employ(today)
}

func (s *devicesState) index(*studio) error { return nil }

func (d *device) activate(st *studio) {
	d.Activations++
	d.Token = newUUID(st.random(fmt.Sprintf("token %d of device %d", d.Activations, d.ID)))
}

func getDevices(c *call) (any, *refusal) {
	out := []deviceJSON{}
	for _, d := range c.studio.Devices.Devices {
		out = append(out, deviceJSON{ID: d.ID, Name: d.Name, Active: d.Token != "", Model: d.Model})
	}
	return out, nil
}

// activateDevice hands out a token once; where a switch allows it again, the token
// before is worth nothing any more.
func activateDevice(c *call) (any, *refusal) {
	id, refused := c.id("deviceId")
	if refused != nil {
		return nil, refused
	}
	d := c.studio.device(id)
	switch {
	case d == nil:
		return nil, c.foreign("deviceId")
	case d.Token != "" && c.switches.RepeatedActivationStatus != 200:
		return nil, &refusal{status: c.switches.RepeatedActivationStatus, code: "error.device.active", reference: "deviceId"}
	}
	d.activate(c.studio)
	return deviceActivation{ID: d.ID, AccessToken: d.Token}, nil
}

func (st *studio) device(id int64) *device {
	if i := slices.IndexFunc(st.Devices.Devices, func(d *device) bool { return d.ID == id }); i >= 0 {
		return st.Devices.Devices[i]
	}
	return nil
}

// decideDevice takes a device out of service, so that it has to be activated anew.
func (st *studio) decideDevice(d decision) (bool, error) {
	found := st.device(d.id)
	switch {
	case found == nil:
		return false, nil
	case d.accept || found.Token == "":
		return true, fmt.Errorf("sandbox: staff: device %d: only an active one can be taken out of service, and its own call activates it", d.id)
	}
	found.Token = ""
	return true, nil
}
