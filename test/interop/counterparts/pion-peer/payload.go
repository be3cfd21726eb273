// Payloads that can be told by size and seed, and what is told of messages: as `page/payload.ts` and `page/test-peer.ts`.

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"sort"
)

type message struct {
	data   []byte
	isText bool
}

type payloadInit struct {
	Kind        string `json:"kind"`
	Size        int    `json:"size"`
	Seed        uint32 `json:"seed"`
	MessageSize int    `json:"messageSize"`
}

type batch struct {
	Messages int      `json:"messages"`
	Bytes    int      `json:"bytes"`
	SHA256   string   `json:"sha256"`
	Kinds    []string `json:"kinds"`
}

// As `page/payload.ts`: bytes that follow from the seed.
func payload(size int, seed uint32) []byte {
	bytes := make([]byte, size+3)
	state := seed * 2654435761
	if state == 0 {
		state = 1
	}
	for at := 0; at < size; at += 4 {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		for i := 0; i < 4; i++ {
			bytes[at+i] = byte(state >> (8 * i))
		}
	}
	return bytes[:size]
}

// As `page/payload.ts`: text whose UTF-8 form has so many bytes.
func text(size int, state uint32) string {
	alphabet := []string{"a", "Z", "0", " ", "é", "ß", "漢", "字", "🙂"}
	made := make([]byte, 0, size)
	for len(made) < size {
		state = state*1664525 + 1013904223
		part := alphabet[(state>>8)%uint32(len(alphabet))]
		if len(made)+len(part) > size {
			part = "x"
		}
		made = append(made, part...)
	}
	return string(made)
}

func cut(bytes []byte, most int) []message {
	if most == 0 || len(bytes) == 0 {
		return []message{{bytes, false}}
	}
	var pieces []message
	for at := 0; at < len(bytes); at += most {
		end := at + most
		if end > len(bytes) {
			end = len(bytes)
		}
		pieces = append(pieces, message{bytes[at:end], false})
	}
	return pieces
}

func summary(messages []message) *batch {
	hash := sha256.New()
	made := &batch{Messages: len(messages), Kinds: []string{}}
	kinds := map[string]bool{}
	for _, each := range messages {
		hash.Write(each.data)
		made.Bytes += len(each.data)
		kinds[map[bool]string{true: "text", false: "binary"}[each.isText]] = true
	}
	for kind := range kinds {
		made.Kinds = append(made.Kinds, kind)
	}
	sort.Strings(made.Kinds)
	made.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return made
}
