package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"

	"github.com/mr-tron/base58/base58"
)

// account is a person's key, which is not the node's.
type account struct {
	key     ed25519.PrivateKey
	address string
}

func newAccount(seed string) (*account, error) {
	raw, err := hex.DecodeString(seed)
	if err != nil || len(raw) != ed25519.SeedSize {
		return nil, errors.New("account must be a seed of 32 bytes in hexadecimal")
	}
	key := ed25519.NewKeyFromSeed(raw)
	return &account{key, strkey(0xdd, key.Public().(ed25519.PublicKey))}, nil
}

func (a *account) sign(text string) []byte { return ed25519.Sign(a.key, []byte(text)) }

// strkey is base58 of the version, the key and a CRC-16/XMODEM, little-endian.
func strkey(version byte, key []byte) string {
	text := append([]byte{version}, key...)
	crc := crc16(text)
	return base58.Encode(append(text, byte(crc), byte(crc>>8)))
}

func crc16(data []byte) (crc uint16) {
	for _, b := range data {
		crc ^= uint16(b) << 8
		for bit := 0; bit < 8; bit++ {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

func init() {
	commands["account"] = func(c *call) (interface{}, error) {
		var a struct {
			Account string `json:"account"`
		}
		if err := c.args(&a); err != nil {
			return nil, err
		}
		owner, err := newAccount(a.Account)
		if err != nil {
			return nil, err
		}
		return object{"address": owner.address}, nil
	}
}
