// Media: not decoded, but sent back.

package main

import (
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v3"
)

// Media is not decoded: what comes goes back, packet by packet.
func (p *peer) echo(remote *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	p.update(func() { p.ssrcs[remote.Kind().String()] = remote.SSRC() })
	var back *webrtc.TrackLocalStaticRTP
	for _, sender := range p.connection.GetSenders() {
		if track, isOurs := sender.Track().(*webrtc.TrackLocalStaticRTP); isOurs && track.Kind() == remote.Kind() {
			back = track
			go p.watchFeedback(sender)
		}
	}
	// What is not read does not reach the interceptors.
	go func() {
		for {
			if _, _, err := receiver.ReadRTCP(); err != nil {
				return
			}
		}
	}()
	for back != nil {
		packet, _, err := remote.ReadRTP()
		if err != nil {
			return
		}
		// The extensions' numbers are those of one direction.
		packet.Header.Extension, packet.Header.Extensions = false, nil
		if back.WriteRTP(packet) != nil {
			return
		}
	}
}

func (p *peer) watchFeedback(sender *webrtc.RTPSender) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, packet := range packets {
			if _, isPli := packet.(*rtcp.PictureLossIndication); isPli {
				p.update(func() { p.plis++ })
			}
		}
	}
}

// Adds a track that sends back what comes of its kind: before an offer, or between an offer and its answer.
func (p *peer) returnTrack(mimeType string) error {
	capability := webrtc.RTPCodecCapability{MimeType: mimeType}
	track, err := webrtc.NewTrackLocalStaticRTP(capability, "track", "echo")
	if err == nil {
		_, err = p.connection.AddTrack(track)
	}
	return err
}

func (p *peer) requestKeyFrame() error {
	p.until(func() bool { return p.ssrcs["video"] != 0 })
	pli := &rtcp.PictureLossIndication{MediaSSRC: uint32(p.ssrcs["video"])}
	p.mutex.Unlock()
	return p.connection.WriteRTCP([]rtcp.Packet{pli})
}
