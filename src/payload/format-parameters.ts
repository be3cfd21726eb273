/** Parameters of `a=fmtp`, as far as a payload format needs them (RFC 4566 §6, RFC 4855 §3). */

/** The value of `name=value` in a list divided by `;`; names compare without regard to case. */
export function formatParameter(fmtp: string | undefined, name: string): string | undefined {
  if (fmtp === undefined) return undefined;
  for (const parameter of fmtp.split(';')) {
    const equals = parameter.indexOf('=');
    if (equals < 0) continue;
    if (parameter.slice(0, equals).trim().toLowerCase() === name) return parameter.slice(equals + 1).trim();
  }
  return undefined;
}
