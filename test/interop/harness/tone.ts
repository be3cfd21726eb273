/** How much of what is heard is the tone that was played. */

/**
 * The share of the energy that lies at the frequency (Goertzel's algorithm), 0 to 1. To be given a whole number of its
 * periods.
 */
export function shareOfTone(samples: ArrayLike<number>, frequency: number, sampleRate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
  let before = 0;
  let last = 0;
  let energy = 0;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as number;
    [before, last] = [last, sample + coefficient * last - before];
    energy += sample * sample;
  }
  const power = before * before + last * last - coefficient * before * last;
  return (2 * power) / (samples.length * energy);
}
