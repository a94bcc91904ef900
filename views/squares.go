package views

import "strconv"

// The squares of a picture of days: their side, and from one to the next.
const (
	squareSide  = 10
	SquarePitch = 12
)

// Squares draws days as squares, each in the shade of its visits. Days below each other
// are one strip that the stylesheet dashes into squares: every day lies on one of the
// lightest shade, days with visits on another upon it. Each strip starts by its way from
// the one before: that packs to next to nothing.
type Squares struct {
	strips [3][][3]int // by shade: column, first row, days
}

// Add draws a day of so many visits.
func (s *Squares) Add(column, row, visits int) {
	s.draw(0, column, row)
	if visits > 0 {
		s.draw(min(visits, len(s.strips)-1), column, row)
	}
}

func (s *Squares) draw(shade, column, row int) {
	list := s.strips[shade]
	if n := len(list); n > 0 && list[n-1][0] == column && list[n-1][1]+list[n-1][2] == row {
		list[n-1][2]++
		return
	}
	s.strips[shade] = append(list, [3]int{column, row, 1})
}

// Shades are the finished squares, lightest shade first.
func (s *Squares) Shades() []Shade {
	var list []Shade
	for shade, strips := range s.strips {
		if len(strips) == 0 {
			continue
		}
		var d []byte
		x, y := 0, 0
		for _, strip := range strips {
			toX, toY, length := strip[0]*SquarePitch+squareSide/2, strip[1]*SquarePitch, strip[2]*SquarePitch-(SquarePitch-squareSide)
			d = strconv.AppendInt(append(d, 'm'), int64(toX-x), 10)
			d = strconv.AppendInt(append(d, ' '), int64(toY-y), 10)
			d = strconv.AppendInt(append(d, 'v'), int64(length), 10)
			x, y = toX, toY+length
		}
		list = append(list, Shade{Class: "v" + strconv.Itoa(shade), Path: string(d)})
	}
	return list
}

// Legend says what the shades mean.
func Legend(none, one, several string) []Shade {
	list := make([]Shade, 0, 3)
	for visits, text := range []string{none, one, several} {
		var s Squares
		s.Add(0, 0, visits)
		shades := s.Shades()
		shade := shades[len(shades)-1]
		shade.Text = text
		list = append(list, shade)
	}
	return list
}

// RowLabel puts a word before a row of squares, ColumnLabel one above a column.
func RowLabel(row int, text string) Label {
	return Label{X: "-26", Y: strconv.Itoa(row*SquarePitch + squareSide - 1), Text: text}
}

// ColumnLabel is a word above a column, see RowLabel.
func ColumnLabel(column int, text string) Label {
	return Label{X: strconv.Itoa(column * SquarePitch), Y: "-3", Text: text}
}

// SquareBox is the viewBox of so many columns and rows, with room for labels or without.
func SquareBox(columns, rows int, labels bool) string {
	width, height := strconv.Itoa(columns*SquarePitch-2), strconv.Itoa(rows*SquarePitch-2)
	if !labels {
		return "0 0 " + width + " " + height
	}
	return "-26 -15 " + strconv.Itoa(columns*SquarePitch+26+14) + " " + strconv.Itoa(rows*SquarePitch+16)
}
