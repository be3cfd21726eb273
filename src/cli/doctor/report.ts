/** Findings and diagnosis as text for a terminal. */

import { formatTransportAddress } from '../../base/address.ts';
import type { Diagnosis, Findings, StunFinding, TurnFinding } from './findings.ts';
import type { NatReport } from './nat-behaviour.ts';

const WIDTH = 100;

export function report(findings: Findings, diagnosis: Diagnosis): string {
  const { addresses, stun, nat, turn } = findings;
  return [
    section(
      'This machine',
      addresses.map(({ name, address }) => `  ${name.padEnd(10)} ${address}`),
    ),
    section('STUN over UDP', stun.map(stunLine)),
    section('NAT', natLines(nat)),
    section('TURN', turn.map(turnLine)),
    section('Verdict', [wrap(`${diagnosis.ok ? '✓' : '✗'} ${diagnosis.headline}`, '  ', '    ')]),
    section(
      'What to do',
      diagnosis.advice.map(text => wrap(`- ${text}`, '  ', '    ')),
    ),
  ]
    .filter(text => text !== '')
    .join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.join('\n')}\n`;
}

function stunLine({ url, server, outcome, mapped, milliseconds }: StunFinding): string {
  const what = {
    answered: `✓ ${url} sees ${mapped} (${round(milliseconds)} ms)`,
    silent: `✗ ${url} does not answer${server === undefined || url.includes(server) ? '' : ` at ${server}`}`,
    unresolved: `✗ ${url}: the name cannot be resolved`,
  };
  return `  ${what[outcome]}`;
}

function natLines(nat: NatReport | undefined): string[] {
  if (nat === undefined) return [];
  if (!nat.present) return [`  none: ${formatTransportAddress(nat.mapped)} is our own`];
  const behaviour = (text: string | undefined): string =>
    (text === 'dependent' ? 'dependent on the endpoint' : text) ?? 'not known';
  return [
    `  mapping    ${behaviour(nat.mapping)}`,
    `  filtering  ${behaviour(nat.filtering)}`,
    `  ports      ${nat.preservesPorts ? 'preserved' : 'changed'}`,
  ];
}

function turnLine({ url, named, outcome, relayed, code, reason, milliseconds }: TurnFinding): string {
  const what = {
    relays: `✓ ${url} relays at ${relayed} (${round(milliseconds)} ms)`,
    allocates: `! ${url} gives ${relayed}, but packets do not pass`,
    refused: `✗ ${url}: ${code} ${reason}`,
    unreachable: `${named ? '✗' : '·'} ${url}: ${reason}`,
    unresolved: `✗ ${url}: the name cannot be resolved`,
  };
  return `  ${what[outcome]}`;
}

function round(milliseconds: number | undefined): number {
  return Math.max(1, Math.round(milliseconds ?? 0));
}

function wrap(text: string, first: string, following: string): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > WIDTH && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = following;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}
