// A test peer over pion, driven by JSON lines: what `page/test-peer.ts` is over a browser's classes and ours.
//
// A line {"id", "method", "args"} on stdin is answered by {"id", "result"} or {"id", "error"} on stdout. The first line
// out names the stack. The program ends with its stdin.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/pion/webrtc/v3"
)

func main() {
	var writing sync.Mutex
	answer := func(line interface{}) {
		text, err := json.Marshal(line)
		if err != nil {
			panic(err)
		}
		writing.Lock()
		defer writing.Unlock()
		os.Stdout.Write(append(text, '\n'))
	}
	driven := newPeer()
	answer(map[string]string{"ready": "pion"})
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return
		}
		var call struct {
			ID     int       `json:"id"`
			Method string    `json:"method"`
			Args   arguments `json:"args"`
		}
		if err != nil || json.Unmarshal(line, &call) != nil {
			panic("no call: " + string(line))
		}
		go func() {
			result, err := driven.call(call.Method, call.Args)
			if err != nil {
				answer(map[string]interface{}{"id": call.ID, "error": err.Error()})
				return
			}
			answer(map[string]interface{}{"id": call.ID, "result": result})
		}()
	}
}

type arguments []json.RawMessage

func (given arguments) read(index int, into interface{}) error {
	if index >= len(given) {
		return nil
	}
	return json.Unmarshal(given[index], into)
}

func (given arguments) text(index int) (text string, err error) {
	err = given.read(index, &text)
	return
}

func (p *peer) call(method string, given arguments) (interface{}, error) {
	label, _ := given.text(0)
	switch method {
	case "open":
		return nil, p.open()
	case "createChannel":
		return nil, p.createChannel(given)
	case "describe":
		var trickle bool
		if err := given.read(0, &trickle); err != nil {
			return nil, err
		}
		return p.describe(trickle)
	case "accept":
		var description webrtc.SessionDescription
		if err := given.read(0, &description); err != nil {
			return nil, err
		}
		return nil, p.connection.SetRemoteDescription(description)
	case "candidates":
		p.until(func() bool { return len(p.candidates) > 0 })
		defer p.mutex.Unlock()
		found := p.candidates
		p.candidates = nil
		return found, nil
	case "addCandidate":
		return nil, p.addCandidate(given)
	case "connected":
		p.until(func() bool { return p.connection.ConnectionState() == webrtc.PeerConnectionStateConnected })
		p.mutex.Unlock()
		return nil, nil
	case "close":
		at := now()
		return at, p.connection.Close()
	case "returnTrack":
		return nil, p.returnTrack(label)
	case "requestKeyFrame":
		return nil, p.requestKeyFrame()
	case "pliReceived":
		p.until(func() bool { return p.plis > 0 })
		defer p.mutex.Unlock()
		return p.plis, nil
	}
	return p.callChannel(method, label, given)
}

func (p *peer) callChannel(method string, label string, given arguments) (interface{}, error) {
	switch method {
	case "channelOpen":
		p.until(func() bool { return p.channels[label] != nil && p.channels[label].open })
		p.mutex.Unlock()
		return nil, nil
	case "channelOptions":
		record, err := p.channel(label)
		if err != nil {
			return nil, err
		}
		of := record.channel
		return channelOptions{of.Label(), of.Protocol(), of.Ordered(), of.MaxRetransmits(), of.MaxPacketLifeTime()}, nil
	case "send":
		var what payloadInit
		if err := given.read(1, &what); err != nil {
			return nil, err
		}
		return p.send(label, what)
	case "receive":
		var count int
		if err := given.read(1, &count); err != nil {
			return nil, err
		}
		return p.receive(label, count), nil
	case "closeChannel":
		record, err := p.channel(label)
		if err != nil {
			return nil, err
		}
		at := now()
		return at, record.channel.Close()
	case "channelClosed":
		p.until(func() bool { return p.channels[label] != nil && p.channels[label].closedAt != 0 })
		defer p.mutex.Unlock()
		return p.channels[label].closedAt, nil
	}
	return nil, errors.New("no method " + method)
}
