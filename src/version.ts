/** The name and version of this package, for STUN SOFTWARE and statistics. */

export const NAME: string = 'PureRTC';
export const VERSION: string = '0.1.0';
