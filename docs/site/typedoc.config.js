/** The documentation site: every public symbol, with the guides. What is not documented is an error. */

import { Converter, OptionDefaults } from 'typedoc';

/** The exports of the package that are folders of their own. */
const folders = [
  'global',
  'legacy',
  'runtime',
  'media',
  'stun',
  'turn',
  'ice',
  'dtls',
  'sctp',
  'datachannel',
  'sdp',
  'srtp',
  'rtp',
  'rtcp',
  'payload',
];

/** @type {Partial<import('typedoc').TypeDocOptions>} */
const options = {
  name: 'PureRTC',
  tsconfig: 'tsconfig.json',
  out: 'out',
  entryPoints: [
    'purertc.ts',
    '../../src/turn-server-on-node.ts',
    '../../src/global/legacy.ts',
    ...folders.map(folder => `../../src/${folder}/index.ts`),
  ],
  readme: '../../README.md',
  projectDocuments: ['../guide/*.md', '../*.md'],
  plugin: [nameByHeading],
  navigation: { compactFolders: false, includeFolders: false },
  headings: { readme: false, document: false },
  hideGenerator: true,
  // `@hot` marks functions that run for every packet: a note to those who change them.
  modifierTags: [...OptionDefaults.modifierTags, '@hot'],
  excludeTags: [...OptionDefaults.excludeTags, '@hot'],
  excludePrivate: true,
  excludeInternal: true,
  // No address of a repository is assumed.
  disableSources: true,
  disableGit: true,
  // A setter is said by its getter.
  requiredToBeDocumented: [
    ...OptionDefaults.requiredToBeDocumented.filter(kind => kind !== 'Accessor'),
    'GetSignature',
  ],
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: true },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
};

export default options;

/** Guides are named by their first heading, where TypeDoc would take the name of the file. */
function nameByHeading(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const first = document.content[0];
    const heading = first?.kind === 'text' ? /^\s*# (.+)\n/.exec(first.text) : null;
    if (heading !== null) document.name = heading[1];
  });
}
