/** What ICE tells reaches the transport, and its owner until it is closed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CandidateError, CandidatePair, IceCandidate } from '../../../src/ice/index.ts';
import type { TransportEvents } from '../../../src/transport/events.ts';
import { IceOutlet, type IcePath } from '../../../src/transport/ice-outlet.ts';

test('packets and the path go to the transport, the rest to the owner, and that no more once it is closed', () => {
  const told: unknown[][] = [];
  /** Notes the calls of all methods; `closed` is as it is. */
  const recorder = (of: object): unknown =>
    new Proxy(of, {
      get: (target, name) =>
        name in target ? Reflect.get(target, name) : (...rest: unknown[]) => void told.push([name, ...rest]),
    });
  const path = { closed: false };
  const candidate = {} as IceCandidate;
  const error = {} as CandidateError;
  const pair = {} as CandidatePair;
  const bytes = Uint8Array.of(1);
  const outlet = new IceOutlet(recorder({}) as TransportEvents, recorder(path) as IcePath);
  const tellAll = (): void => {
    outlet.gatheringState('complete');
    outlet.candidate(candidate);
    outlet.candidateError(error);
    outlet.state('connected');
    outlet.roleChanged('controlled');
    outlet.remoteCandidate(candidate);
    outlet.selectedPair(pair);
    outlet.writable();
    outlet.packet(bytes, 7);
  };
  const toPath = [['pairSelected', pair], ['pathWritable'], ['receivePacket', bytes, 7]];
  tellAll();
  assert.deepEqual(told, [
    ['gatheringState', 'complete'],
    ['candidate', candidate],
    ['candidateError', error],
    ['iceState', 'connected'],
    ['iceRole', 'controlled'],
    ['remoteCandidate', candidate],
    ...toPath,
  ]);
  told.length = 0;
  path.closed = true;
  tellAll();
  assert.deepEqual(told, toPath);
});
