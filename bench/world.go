package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// busySlots is the size of the timetable that the goals speak of.
const busySlots = 45

// busyStudio is the studio whose timetable is measured, busyStory who looks at it.
const (
	busyStudio = "nordlicht"
	busyStory  = "regular"
	busyKey    = "sandbox-nordlicht"
)

// busyDay changes a dump of the sandbox so that the studio has exactly
// busySlots slots on the day after its present one, and returns that day. The
// slots are its own: those of the following days are moved onto the day, each
// day's a quarter of an hour later than the one before, with the people who booked them.
func busyDay(dump []byte, studio string) (changed []byte, day string, err error) {
	d := json.NewDecoder(bytes.NewReader(dump))
	d.UseNumber() // ids and seeds are larger than a float holds
	var world map[string]any
	if err := d.Decode(&world); err != nil {
		return nil, "", fmt.Errorf("reading the sandbox's state: %w", err)
	}
	studios, _ := world["studios"].(map[string]any)
	st, _ := studios[studio].(map[string]any)
	zone, _ := st["time_zone"].(string)
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return nil, "", err
	}
	text, _ := world["now"].(string)
	now, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return nil, "", fmt.Errorf("the sandbox's time: %w", err)
	}
	now = now.In(loc)
	from := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, loc)
	slots, _ := st["slots"].([]any)
	have := 0
	for _, entry := range slots { // by start
		slot, _ := entry.(map[string]any)
		start, err := timeOf(slot, "start", loc)
		if err != nil {
			return nil, "", err
		}
		days := daysBetween(from, start)
		if days < 0 || have == busySlots && days > 0 {
			continue
		}
		if have++; days > 0 {
			if err := moveSlot(slot, -days, time.Duration(days)*15*time.Minute, loc); err != nil {
				return nil, "", err
			}
		}
	}
	if have != busySlots {
		return nil, "", fmt.Errorf("the sandbox has %d slots for the day, want %d", have, busySlots)
	}
	changed, err = json.Marshal(world)
	return changed, from.Format(time.DateOnly), err
}

// daysBetween counts calendar days.
func daysBetween(from, to time.Time) int {
	a := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
	b := time.Date(to.Year(), to.Month(), to.Day(), 0, 0, 0, 0, time.UTC)
	return int(b.Sub(a).Hours() / 24)
}

func timeOf(slot map[string]any, name string, loc *time.Location) (time.Time, error) {
	text, _ := slot[name].(string)
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return t, fmt.Errorf("a slot's %s: %w", name, err)
	}
	return t.In(loc), nil
}

// moveSlot moves a slot and its booking window by whole days and some minutes.
func moveSlot(slot map[string]any, days int, more time.Duration, loc *time.Location) error {
	for _, name := range []string{"start", "end", "opens", "closes"} {
		if slot[name] == nil {
			continue
		}
		t, err := timeOf(slot, name, loc)
		if err != nil {
			return err
		}
		slot[name] = t.AddDate(0, 0, days).Add(more).Format(time.RFC3339Nano)
	}
	return nil
}
