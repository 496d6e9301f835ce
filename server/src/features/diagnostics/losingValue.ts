import type { ConfigNode } from '../../compose/index.ts';
import { fileLabel } from '../../project/index.ts';
import { type Problem, positionAt, toPlain } from '../../text/index.ts';
import { inline } from '../explain.ts';
import { type FileWrite, fileWrite, findingOverwrites } from './overwrites.ts';
import { ownBasesOf } from './ownBases.ts';
import type { Rule } from './rule.ts';

export const losingValue: Rule = {
  name: 'losing-value',
  codes: ['HS206'],
  docs:
    'The config sets a key, and a config that its own defaults list always brings in comes later and sets it to another ' +
    'value: the value here never counts, whatever is changed in it. Where the own values are to win, `_self_` has to ' +
    'stand below what they win over (the later entry of a defaults list wins).',
  example: `
-- configs/app.yaml --
defaults:
  - _self_
  - base
lr: 0.1
^^ info HS206 never counts: base.yaml:1 comes after '_self_' in the defaults list, and sets 'lr' to 0.2
-- configs/base.yaml --
lr: 0.2
`,
  ofUsage: (_, { composition, own, judges }) => {
    const found = overwritten(own ?? composition.root.children);
    if (found.length === 0) return [];
    const bases = ownBasesOf(composition);
    return found.flatMap(({ path, found: pairs }) =>
      pairs.flatMap(({ lost, by }) =>
        judges(lost.file.uri) && bases.brings(lost.file.uri, by.file.uri) ? [problemOf(path.join('.'), lost, by)] : [],
      ),
    );
  },
};

interface Overwritten {
  readonly lost: FileWrite;
  readonly by: FileWrite;
}

/** Values with what comes over them. */
const overwritten = findingOverwrites<readonly Overwritten[]>((node: ConfigNode) => {
  const found: Overwritten[] = [];
  const writes = node.writes.map(fileWrite);
  for (const [index, lost] of writes.entries()) {
    if (lost === undefined || lost.value.kind === 'map') continue;
    const shown = inline(toPlain(lost.value));
    for (const by of writes.slice(index + 1)) {
      if (by === undefined || by.file.uri === lost.file.uri || by.value.kind === 'map') continue;
      if (inline(toPlain(by.value)) !== shown) found.push({ lost, by });
    }
  }
  return found.length === 0 ? undefined : found;
});

function problemOf(path: string, lost: FileWrite, by: FileWrite): Problem {
  const place = `${fileLabel(by.file.uri)}:${positionAt(by.file.text, by.key.start).line + 1}`;
  const value = inline(toPlain(by.value));
  return {
    code: 'HS206',
    severity: 'info',
    span: { uri: lost.file.uri, ...lost.key },
    message: `never counts: ${place} comes after '_self_' in the defaults list, and sets '${path}' to ${value}`,
    related: [{ span: { uri: by.file.uri, ...by.key }, message: 'this one counts' }],
    isUnnecessary: true,
  };
}
