// The peer itself: a connection of pion's, its channels, and what waits for its events.

package main

import (
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/pion/ice/v2"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/webrtc/v3"
)

// Bytes that may wait in a channel before `send` pauses.
const buffered = 1 << 20

type channel struct {
	channel  *webrtc.DataChannel
	open     bool
	received []message
	closedAt int64
}

type channelOptions struct {
	Label             string  `json:"label"`
	Protocol          string  `json:"protocol"`
	Ordered           bool    `json:"ordered"`
	MaxRetransmits    *uint16 `json:"maxRetransmits"`
	MaxPacketLifeTime *uint16 `json:"maxPacketLifeTime"`
}

// The methods that are called from outside have the names that they have in `page/test-peer.ts`.
type peer struct {
	mutex      sync.Mutex
	changed    *sync.Cond
	connection *webrtc.PeerConnection
	channels   map[string]*channel
	candidates []*webrtc.ICECandidateInit
	ssrcs      map[string]webrtc.SSRC
	plis       int
}

func newPeer() *peer {
	p := &peer{channels: map[string]*channel{}, ssrcs: map[string]webrtc.SSRC{}}
	p.changed = sync.NewCond(&p.mutex)
	return p
}

// update runs under the lock and wakes all that wait.
func (p *peer) update(change func()) {
	p.mutex.Lock()
	change()
	p.mutex.Unlock()
	p.changed.Broadcast()
}

// until answers with the lock held.
func (p *peer) until(holds func() bool) {
	p.mutex.Lock()
	for !holds() {
		p.changed.Wait()
	}
}

func (p *peer) channel(label string) (*channel, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if record := p.channels[label]; record != nil {
		return record, nil
	}
	return nil, fmt.Errorf("no channel %q", label)
}

func (p *peer) open() error {
	settings := webrtc.SettingEngine{}
	// Its logger writes to the standard output unless told: that is for answers.
	logs := logging.NewDefaultLoggerFactory()
	logs.Writer = os.Stderr
	settings.LoggerFactory = logs
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	media := &webrtc.MediaEngine{}
	if err := media.RegisterDefaultCodecs(); err != nil {
		return err
	}
	// Reports, NACK and transport-wide feedback.
	interceptors := &interceptor.Registry{}
	if err := webrtc.RegisterDefaultInterceptors(media, interceptors); err != nil {
		return err
	}
	api := webrtc.NewAPI(
		webrtc.WithMediaEngine(media),
		webrtc.WithInterceptorRegistry(interceptors),
		webrtc.WithSettingEngine(settings),
	)
	connection, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return err
	}
	p.connection = connection
	connection.OnICECandidate(func(candidate *webrtc.ICECandidate) {
		p.update(func() {
			if candidate == nil {
				p.candidates = append(p.candidates, nil)
				return
			}
			init := candidate.ToJSON()
			p.candidates = append(p.candidates, &init)
		})
	})
	connection.OnDataChannel(p.adopt)
	connection.OnTrack(p.echo)
	connection.OnConnectionStateChange(func(webrtc.PeerConnectionState) { p.update(func() {}) })
	return nil
}

func (p *peer) adopt(made *webrtc.DataChannel) {
	record := &channel{channel: made}
	made.OnMessage(func(came webrtc.DataChannelMessage) {
		p.update(func() { record.received = append(record.received, message{came.Data, came.IsString}) })
	})
	made.OnOpen(func() {
		// Not sooner: of a channel that the other side makes, pion forgets both when it opens.
		made.SetBufferedAmountLowThreshold(buffered / 4)
		// It is called under locks that others wait for.
		made.OnBufferedAmountLow(func() { go p.update(func() {}) })
		p.update(func() { record.open = true })
	})
	made.OnClose(func() { p.update(func() { record.closedAt = now() }) })
	p.update(func() { p.channels[made.Label()] = record })
}

func (p *peer) createChannel(given arguments) error {
	label, err := given.text(0)
	init := webrtc.DataChannelInit{}
	if err == nil {
		err = given.read(1, &init)
	}
	if err != nil {
		return err
	}
	made, err := p.connection.CreateDataChannel(label, &init)
	if err == nil {
		p.adopt(made)
	}
	return err
}

func (p *peer) describe(trickle bool) (*webrtc.SessionDescription, error) {
	create := func() (webrtc.SessionDescription, error) { return p.connection.CreateOffer(nil) }
	if p.connection.SignalingState() == webrtc.SignalingStateHaveRemoteOffer {
		create = func() (webrtc.SessionDescription, error) { return p.connection.CreateAnswer(nil) }
	}
	described, err := create()
	if err != nil {
		return nil, err
	}
	gathered := webrtc.GatheringCompletePromise(p.connection)
	if err := p.connection.SetLocalDescription(described); err != nil {
		return nil, err
	}
	if !trickle {
		<-gathered
		return p.connection.LocalDescription(), nil
	}
	return &described, nil
}

func (p *peer) addCandidate(given arguments) error {
	var init *webrtc.ICECandidateInit
	if err := given.read(0, &init); err != nil || init == nil {
		return err
	}
	return p.connection.AddICECandidate(*init)
}

func (p *peer) send(label string, what payloadInit) (*batch, error) {
	record, err := p.channel(label)
	if err != nil {
		return nil, err
	}
	var pieces []message
	if what.Kind == "text" {
		pieces = []message{{[]byte(text(what.Size, what.Seed)), true}}
	} else {
		pieces = cut(payload(what.Size, what.Seed), what.MessageSize)
	}
	for _, piece := range pieces {
		p.until(func() bool { return record.channel.BufferedAmount() <= buffered })
		p.mutex.Unlock()
		if piece.isText {
			err = record.channel.SendText(string(piece.data))
		} else {
			err = record.channel.Send(piece.data)
		}
		if err != nil {
			return nil, err
		}
	}
	return summary(pieces), nil
}

func (p *peer) receive(label string, count int) *batch {
	p.until(func() bool { return p.channels[label] != nil && len(p.channels[label].received) >= count })
	defer p.mutex.Unlock()
	record := p.channels[label]
	taken := record.received[:count]
	record.received = record.received[count:]
	return summary(taken)
}

func now() int64 {
	return time.Now().UnixMilli()
}
