package sandbox

import "math"

func studioOperations() []*operation {
	read := []string{"STUDIO_READ"}
	return []*operation{
		{id: "getStudioInformation", method: "GET", pattern: "/v1/studios/information", scopes: read, handle: getStudioInformation},
		{id: "getUtilization", method: "GET", pattern: "/v1/studios/utilization", scopes: read, handle: getUtilization},
	}
}

func getStudioInformation(c *call) (any, *refusal) { return c.studio.Information, nil }

// getUtilization makes up a crowd that is small at night, and largest around six
// in the evening.
func getUtilization(c *call) (any, *refusal) {
	local := c.now.In(c.studio.loc)
	hour := float64(local.Hour()) + float64(local.Minute())/60
	count := 0
	if hour >= 6 && hour < 23 {
		count = 12 + int(70*math.Exp(-(hour-18)*(hour-18)/12)+25*math.Exp(-(hour-9)*(hour-9)/6)) + (local.Minute()/10+int(c.studio.Seed%5))%7
	}
	return studioUtilization{Capacity: c.studio.Capacity, Count: count}, nil
}
