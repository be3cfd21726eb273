/** The name and version of this package, for STUN SOFTWARE and statistics. */

/** How the package calls itself on the wire and in logs. */
export const NAME: string = 'PureRTC';
/** The version of the package. */
export const VERSION: string = '0.1.0';
