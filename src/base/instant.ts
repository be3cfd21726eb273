/** Instants and durations: plain numbers of milliseconds on the driver's monotonic scale. */

/** A moment, in milliseconds (fractions allowed) on a monotonic scale whose origin means nothing. */
export type Instant = number;

/** A length of time in milliseconds. */
export type Duration = number;

/** The moment that never comes: what an idle machine answers when asked for its next timeout. */
export const NEVER: Instant = Number.POSITIVE_INFINITY;

/**
 * What idle transports do now and then falls on multiples of this, so that those of one process do it together: to wake
 * the process costs many times what a check costs.
 */
export const IDLE_GRID: Duration = 500;
