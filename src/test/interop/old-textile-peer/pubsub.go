package main

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/libp2p/go-libp2p-core/peer"
	pubsub "github.com/libp2p/go-libp2p-pubsub"
)

type subscription struct {
	topic    *pubsub.Subscription
	messages chan object
}

func init() {
	commands["pubsub.subscribe"] = pubsubSubscribe
	commands["pubsub.unsubscribe"] = pubsubUnsubscribe
	commands["pubsub.publish"] = pubsubPublish
	commands["pubsub.next"] = pubsubNext
	commands["pubsub.peers"] = pubsubPeers
}

type topicArgs struct {
	Topic string `json:"topic"`
}

// topic decodes the arguments; nothing works without a router.
func (c *call) topic(args interface{}) (*node, error) {
	n, err := c.node()
	if err != nil {
		return nil, err
	}
	if n.pubsub == nil {
		return nil, errors.New("the node was started without pubsub")
	}
	return n, c.args(args)
}

func pubsubSubscribe(c *call) (interface{}, error) {
	var a topicArgs
	n, err := c.topic(&a)
	if err != nil {
		return nil, err
	}
	topic, err := n.pubsub.Subscribe(a.Topic)
	if err != nil {
		return nil, err
	}
	sub := &subscription{topic, make(chan object, maxIncoming)}
	n.mu.Lock()
	n.subscriptions[a.Topic] = sub
	n.mu.Unlock()
	go n.collect(sub)
	return object{}, nil
}

// collect keeps the messages of others for pubsub.next; own ones are skipped, as the original does.
func (n *node) collect(sub *subscription) {
	for {
		m, err := sub.topic.Next(n.ctx)
		if err != nil {
			return
		}
		if m.GetFrom() == n.host.ID() {
			continue
		}
		what := object{
			"from": m.GetFrom().Pretty(),
			"hex":  hex.EncodeToString(m.GetData()),
		}
		if envelope, err := describe(m.GetData(), m.GetFrom()); err == nil {
			what["envelope"] = envelope
		}
		select {
		case sub.messages <- what:
		default:
		}
	}
}

func (n *node) subscribed(topic string) (*subscription, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	sub, ok := n.subscriptions[topic]
	if !ok {
		return nil, fmt.Errorf("not subscribed to %q", topic)
	}
	return sub, nil
}

func pubsubUnsubscribe(c *call) (interface{}, error) {
	var a topicArgs
	n, err := c.topic(&a)
	if err != nil {
		return nil, err
	}
	sub, err := n.subscribed(a.Topic)
	if err != nil {
		return nil, err
	}
	sub.topic.Cancel()
	n.mu.Lock()
	delete(n.subscriptions, a.Topic)
	n.mu.Unlock()
	return object{}, nil
}

// pubsubPublish publishes bytes, or an envelope of this node's.
func pubsubPublish(c *call) (interface{}, error) {
	var a struct {
		topicArgs
		letter
		Hex string `json:"hex"`
	}
	n, err := c.topic(&a)
	if err != nil {
		return nil, err
	}
	data, err := hex.DecodeString(a.Hex)
	if err == nil && a.Hex == "" {
		data, err = a.encode(n.key)
	}
	if err != nil {
		return nil, err
	}
	return object{}, n.pubsub.Publish(a.Topic, data)
}

func pubsubNext(c *call) (interface{}, error) {
	var a topicArgs
	n, err := c.topic(&a)
	if err != nil {
		return nil, err
	}
	sub, err := n.subscribed(a.Topic)
	if err != nil {
		return nil, err
	}
	select {
	case what := <-sub.messages:
		return what, nil
	case <-c.ctx.Done():
		return nil, errTimeout
	}
}

func pubsubPeers(c *call) (interface{}, error) {
	var a topicArgs
	n, err := c.topic(&a)
	if err != nil {
		return nil, err
	}
	return object{"peers": names(n.pubsub.ListPeers(a.Topic))}, nil
}

func names(ids []peer.ID) []string {
	out := []string{}
	for _, id := range ids {
		out = append(out, id.Pretty())
	}
	return out
}
