package main

import (
	"io"
	"strings"
)

func newReader(text string) io.Reader { return strings.NewReader(text) }

// mixed is an endless sequence of bytes in which no two chunks are equal (SplitMix64).
type mixed struct {
	seed uint64
	word uint64
	left int
}

func (m *mixed) Read(b []byte) (int, error) {
	for i := range b {
		if m.left == 0 {
			m.seed += 0x9e3779b97f4a7c15
			z := m.seed
			z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
			z = (z ^ z>>27) * 0x94d049bb133111eb
			m.word, m.left = z^z>>31, 8
		}
		b[i] = byte(m.word)
		m.word >>= 8
		m.left--
	}
	return len(b), nil
}

// limited keeps the first bytes written to it and forgets the rest.
type limited struct {
	left int
	data []byte
}

func (l *limited) Write(p []byte) (int, error) {
	keep := p
	if len(keep) > l.left {
		keep = keep[:l.left]
	}
	l.data = append(l.data, keep...)
	l.left -= len(keep)
	return len(p), nil
}
