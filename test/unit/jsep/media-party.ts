/** A party with transceivers: does with plans what the connection does, as far as descriptions can tell. */

import type { MediaSectionPlan, Plan, TransceiverState } from '../../../src/jsep/index.ts';
import { applyRemote } from '../../../src/jsep/index.ts';
import type { MediaKind } from '../../../src/rtp/parameters.ts';
import type { DescriptionType } from './party.ts';
import { Party } from './party.ts';

export class MediaParty extends Party {
  #nextKey = 1;
  /** What a rollback returns to. */
  #stable: readonly TransceiverState[] | undefined;
  /** By mid, of the last answers. */
  readonly negotiated: Map<string, MediaSectionPlan> = new Map();

  get transceivers(): readonly TransceiverState[] {
    return this.options.transceivers;
  }

  /** As addTransceiver; `addTrackMagic` for addTrack. */
  add(kind: MediaKind, init: Partial<TransceiverState> = {}): number {
    const key = this.#nextKey++;
    const ssrc = key * 16;
    const transceiver: TransceiverState = {
      key,
      kind,
      mid: null,
      direction: 'sendrecv',
      stopping: false,
      stopped: false,
      addTrackMagic: false,
      streamIds: [`stream-${this.options.cname}`],
      trackId: `track-${this.options.cname}-${key}`,
      encodings: [{ rid: undefined, active: true, ssrc, rtxSsrc: ssrc + 1 }],
      codecPreferences: [],
      headerExtensions: undefined,
      ...init,
    };
    this.options = { ...this.options, transceivers: [...this.transceivers, transceiver] };
    return key;
  }

  addTrack(kind: MediaKind, init: Partial<TransceiverState> = {}): number {
    return this.add(kind, { ...init, addTrackMagic: true });
  }

  change(key: number, change: Partial<TransceiverState>): void {
    const transceivers = this.transceivers.map(one => (one.key === key ? { ...one, ...change } : one));
    this.options = { ...this.options, transceivers };
  }

  transceiver(mid: string): TransceiverState | undefined {
    return this.transceivers.find(one => one.mid === mid);
  }

  /** One that goes its own way from here. */
  fork(): MediaParty {
    const copy = new MediaParty(0, this.options);
    copy.session = this.session;
    copy.#nextKey = this.#nextKey;
    copy.#stable = this.#stable;
    for (const [mid, plan] of this.negotiated) copy.negotiated.set(mid, plan);
    return copy;
  }

  /** Applies a description of the peer, unless it is refused. */
  takes(type: DescriptionType, sdp: string): Plan | undefined {
    return applyRemote(this.session, type, sdp, this.transceivers).ok ? this.remote(type, sdp) : undefined;
  }

  override local(type: DescriptionType, sdp: string): Plan {
    this.#leaveStable();
    return this.#carryOut(super.local(type, sdp), false);
  }

  override remote(type: DescriptionType, sdp: string): Plan {
    const { signalingState } = this.session;
    if (signalingState === 'have-local-offer' && type === 'offer') {
      // The plan is of the state after the implicit rollback.
      const plan = super.remote(type, sdp);
      this.#restore();
      this.#leaveStable(true);
      return this.#carryOut(plan, true);
    }
    this.#leaveStable();
    return this.#carryOut(super.remote(type, sdp), type === 'offer');
  }

  override rollback(): Plan {
    const plan = super.rollback();
    this.#restore();
    return plan;
  }

  #leaveStable(force: boolean = false): void {
    if (force || this.session.signalingState === 'stable') this.#stable = this.transceivers;
  }

  /** Those that were made since stay, without a mid. */
  #restore(): void {
    const before = this.#stable ?? [];
    const transceivers = this.transceivers.map(one => {
      const old = before.find(({ key }) => key === one.key);
      return { ...one, mid: old?.mid ?? null };
    });
    this.options = { ...this.options, transceivers };
  }

  #carryOut(plan: Plan, isRemoteOffer: boolean): Plan {
    const final = plan.signalingState === 'stable';
    for (const section of plan.media) {
      let key = section.transceiver;
      if (key === undefined && isRemoteOffer && !section.rejected) {
        key = this.add(section.kind, { direction: 'recvonly', streamIds: [] });
      }
      if (key === undefined) continue;
      this.change(key, { mid: section.mid });
      if (isRemoteOffer && section.requestedRids.length > 1) {
        const encodings = section.requestedRids.map((rid, index) => ({
          rid,
          active: true,
          ssrc: 1_000 + index,
          rtxSsrc: 2_000 + index,
        }));
        this.change(key, { encodings });
      }
      if (final) this.negotiated.set(section.mid, section);
      if (final && section.rejected) {
        this.change(key, { stopped: true, stopping: true });
        this.options = { ...this.options, transceivers: this.transceivers.filter(({ stopped }) => !stopped) };
        this.negotiated.delete(section.mid);
      }
    }
    return plan;
  }
}

/** A whole exchange offered by `a`. */
export function negotiate(a: MediaParty, b: MediaParty, data: boolean = false): { offer: string; answer: string } {
  const offer = a.createOffer(false, data);
  a.local('offer', offer);
  b.remote('offer', offer);
  const answer = b.createAnswer();
  b.local('answer', answer);
  a.remote('answer', answer);
  return { offer, answer };
}

/** The text of section `index`, from its `m=` on. */
export function sectionOf(sdp: string, index: number): string {
  return `m=${sdp.split(/^m=/m)[index + 1] ?? ''}`;
}
