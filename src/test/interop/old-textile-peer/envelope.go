package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/golang/protobuf/jsonpb"
	"github.com/golang/protobuf/proto"
	"github.com/golang/protobuf/ptypes"
	"github.com/golang/protobuf/ptypes/any"
	"github.com/libp2p/go-libp2p-core/crypto"
	"github.com/libp2p/go-libp2p-core/peer"
)

var marshaler = &jsonpb.Marshaler{OrigName: true}

const (
	typePing  = 0
	typePong  = 1
	typeError = 500
)

// letter says what envelope to send: the bytes of one, or a type with the payload of a message in
// the JSON form of protobuf (bytes in base64).
type letter struct {
	Raw     string          `json:"raw"` // a whole envelope in hexadecimal, sent as it is
	Type    int32           `json:"type"`
	Message string          `json:"message"` // the payload's name; none without
	Payload json.RawMessage `json:"payload"`
	TypeURL string          `json:"typeUrl"` // instead of type.googleapis.com/<message>
	Request int32           `json:"request"`
	Forged  bool            `json:"forged"` // spoil the signature
}

func newMessage(name string) (proto.Message, error) {
	kind := proto.MessageType(name)
	if kind == nil {
		return nil, fmt.Errorf("no message %q", name)
	}
	return reflect.New(kind.Elem()).Interface().(proto.Message), nil
}

// encode makes the envelope's bytes, without the length that a stream puts in front.
func (l *letter) encode(key crypto.PrivKey) ([]byte, error) {
	if l.Raw != "" {
		return hex.DecodeString(l.Raw)
	}
	m := &Message{Type: l.Type, Request: l.Request}
	if l.Message != "" {
		body, err := newMessage(l.Message)
		if err != nil {
			return nil, err
		}
		if len(l.Payload) > 0 {
			if err := jsonpb.UnmarshalString(string(l.Payload), body); err != nil {
				return nil, err
			}
		}
		if m.Payload, err = ptypes.MarshalAny(body); err != nil {
			return nil, err
		}
		if l.TypeURL != "" {
			m.Payload.TypeUrl = l.TypeURL
		}
	}
	return seal(key, m, l.Forged)
}

// seal signs a message with the node's key.
func seal(key crypto.PrivKey, m *Message, forged bool) ([]byte, error) {
	signed, err := proto.Marshal(m)
	if err != nil {
		return nil, err
	}
	sig, err := key.Sign(signed)
	if err != nil {
		return nil, err
	}
	if forged {
		sig[0] ^= 1
	}
	return proto.Marshal(&Envelope{Message: m, Sig: sig})
}

// open verifies an envelope as the original does: the message is written again, and the key comes
// out of the peer id.
func open(frame []byte, from peer.ID) (*Message, bool, error) {
	var e Envelope
	if err := proto.Unmarshal(frame, &e); err != nil {
		return nil, false, err
	}
	if e.Message == nil {
		return nil, false, errors.New("envelope without a message")
	}
	key, err := from.ExtractPublicKey()
	if err != nil {
		return e.Message, false, err
	}
	signed, err := proto.Marshal(e.Message)
	if err != nil {
		return e.Message, false, err
	}
	good, err := key.Verify(signed, e.Sig)
	return e.Message, good && err == nil, nil
}

// describe is an envelope as an answer shows it.
func describe(frame []byte, from peer.ID) (object, error) {
	m, verified, err := open(frame, from)
	if err != nil {
		return nil, fmt.Errorf("%w in %x", err, frame)
	}
	out := object{
		"peer":     from.Pretty(),
		"frame":    hex.EncodeToString(frame),
		"type":     m.Type,
		"request":  m.Request,
		"response": m.Response,
		"verified": verified,
	}
	if m.Payload == nil {
		return out, nil
	}
	out["typeUrl"] = m.Payload.TypeUrl
	body, err := payload(m.Payload)
	if err != nil {
		return nil, err
	}
	text, err := marshaler.MarshalToString(body)
	if err != nil {
		return nil, err
	}
	out["message"] = proto.MessageName(body)
	out["payload"] = json.RawMessage(text)
	if e, ok := body.(*Error); ok && m.Type == typeError {
		out["errorCode"], out["errorText"] = e.Code, e.Message
	}
	return out, nil
}

func payload(a *any.Any) (proto.Message, error) {
	name, err := ptypes.AnyMessageName(a)
	if err != nil {
		return nil, err
	}
	body, err := newMessage(name)
	if err != nil {
		return nil, err
	}
	return body, ptypes.UnmarshalAny(a, body)
}
