/** NTP timestamps as RTP carries them: 32 bits of seconds since 1900 and 32 of fraction (RFC 3550 §4, RFC 5905 §6). */

/** Milliseconds from 1900, where NTP begins, to 1970, where Unix begins (RFC 868: 2,208,988,800 seconds). */
export const NTP_TO_UNIX: number = 2_208_988_800_000;

const FRACTIONS = 0x1_0000_0000;

/** A moment, in 64 bits. */
export interface NtpTime {
  /** Since 1900, modulo 2^32. */
  readonly seconds: number;
  /** In units of 2^-32 seconds. */
  readonly fraction: number;
}

/** From milliseconds since 1900. */
export function ntpTime(milliseconds: number): NtpTime {
  const seconds = Math.floor(milliseconds / 1000);
  const fraction = Math.floor((milliseconds / 1000 - seconds) * FRACTIONS);
  return { seconds: seconds % FRACTIONS, fraction };
}

/** Milliseconds since 1900, to less than a microsecond. */
export function ntpMilliseconds(time: NtpTime): number {
  return time.seconds * 1000 + (time.fraction * 1000) / FRACTIONS;
}

/** The middle 32 bits: seconds modulo 2^16 and units of 2^-16 seconds, for LSR and LRR (RFC 3550 §4, §6.4.1). */
export function ntpMiddle(time: NtpTime): number {
  return (((time.seconds & 0xffff) << 16) | (time.fraction >>> 16)) >>> 0;
}

/** Units of 2^-16 seconds, 32 bits, as DLSR and DLRR count. */
export function ntpDelay(milliseconds: number): number {
  return Math.min(0xffff_ffff, Math.max(0, Math.round((milliseconds * 65_536) / 1000)));
}

/** Milliseconds of units of 2^-16 seconds. */
export function delayMilliseconds(delay: number): number {
  return (delay * 1000) / 65_536;
}
