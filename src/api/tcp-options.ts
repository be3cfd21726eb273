/** ICE over TCP (RFC 6544) and TLS to TURN servers: options of connections. */

/** Which TCP candidates there are beside those for UDP. */
export interface IceTcp {
  /** Connect to peers that listen. Default true, as in browsers; it costs nothing until such a peer is there. */
  readonly active?: boolean;
  /**
   * Listen for peers that cannot use UDP, on this port of each address, or with 0 on a free one. Browsers connect to it.
   * One port is for one connection at a time; an endpoint's `tcpPort` is for all of its connections. Default: not at all,
   * as in browsers.
   */
  readonly listen?: number;
}

export interface TcpOptions {
  /** TCP candidates. They come into play where UDP does not get through. */
  readonly iceTcp?: IceTcp;
  /**
   * Certificates (PEM) of the authorities that vouch for `turns:` servers, in place of those that Node trusts. For
   * servers of your own whose certificate no public authority has issued.
   */
  readonly turnAuthorities?: readonly string[];
}

/** Throws a TypeError or RangeError that names the option and what is wrong with it. */
export function checkTcpOptions({ iceTcp, turnAuthorities }: TcpOptions): void {
  const { active, listen } = iceTcp ?? {};
  if (active !== undefined && typeof active !== 'boolean') throw new TypeError('iceTcp.active: a boolean is expected.');
  if (listen !== undefined && !(Number.isInteger(listen) && listen >= 0 && listen <= 65_535)) {
    throw new RangeError(`iceTcp.listen: ${String(listen)} is no port.`);
  }
  if (turnAuthorities === undefined) return;
  const isPem = (text: unknown): boolean => typeof text === 'string' && text.includes('-----BEGIN CERTIFICATE-----');
  if (!Array.isArray(turnAuthorities) || !turnAuthorities.every(isPem)) {
    throw new TypeError('turnAuthorities: a list of certificates in PEM is expected.');
  }
}
