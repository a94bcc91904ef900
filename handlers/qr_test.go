package handlers

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
	"github.com/stretchr/testify/require"
)

// The path is the code, module by module.
func TestDrawQRIsTheCode(t *testing.T) {
	for _, content := range []string{"0012345678901234567", "1", "https://example.com/ä", strings.Repeat("0", 500)} {
		size, path, ok := drawQR(content)
		require.True(t, ok)
		code, err := qr.Encode(content, qr.M, qr.Auto)
		require.NoError(t, err)
		require.Equal(t, content, code.Content(), "zeros in front are part of the text")
		dark := map[[2]int]bool{}
		for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(path, -1) {
			n := func(i int) int { v, _ := strconv.Atoi(m[i]); return v }
			require.Equal(t, n(3), n(4))
			for i := range n(3) {
				dark[[2]int{n(1) + i, n(2)}] = true
			}
		}
		for y := range size {
			for x := range size {
				r, _, _, _ := code.At(x, y).RGBA()
				require.Equal(t, r == 0, dark[[2]int{x, y}], "%d %d", x, y)
			}
		}
	}
	size, path, _ := drawQR("0012345678901234567")
	require.Equal(t, 21, size, "a door code fits the smallest size")
	require.Less(t, len(path), 2000)
}

func TestDrawQRRefuses(t *testing.T) {
	for _, content := range []string{"", strings.Repeat("x", 5000)} {
		_, _, ok := drawQR(content)
		require.False(t, ok)
	}
}
