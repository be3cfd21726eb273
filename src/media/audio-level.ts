/** How loud samples are: for the audio level of RTP packets (RFC 6464) and of statistics (W3C webrtc-stats §8.6). */

/** dBov below full scale: the range of RFC 6464 ends here. */
export const SILENCE = 127;

const FULL_SCALE = 0x8000;

/** The mean square of the samples, 0 to 1 of full scale. */
export function audioEnergy(samples: Int16Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as number;
    sum += sample * sample;
  }
  return samples.length === 0 ? 0 : sum / samples.length / (FULL_SCALE * FULL_SCALE);
}

/** dBov below full scale, 0 to 127 (RFC 6465, appendix: the root mean square, relative to the overload point). */
export function levelOf(energy: number): number {
  if (energy <= 0) return SILENCE;
  return Math.min(Math.max(Math.round(-10 * Math.log10(energy)), 0), SILENCE);
}
