import type { ConfigNode, KeyPath } from '../../compose/index.ts';
import { fileLabel } from '../../project/index.ts';
import { type Problem, positionAt, toPlain } from '../../text/index.ts';
import { removeEntry } from '../actions/targetFixes.ts';
import { inline } from '../explain.ts';
import { type FileWrite, fileWrite, findingOverwrites, type Located } from './overwrites.ts';
import { ownBasesOf } from './ownBases.ts';
import type { Rule } from './rule.ts';

export const redundantValue: Rule = {
  name: 'redundant-value',
  codes: ['HS205'],
  docs:
    'A primary config sets a key to the value that a base of its own defaults list gives it anyway. Take it away, unless ' +
    'it is there to stay when the base changes. Nothing is said where another option may be chosen for what brings the ' +
    'value, nor in options, which show in what they differ from each other.',
  example: `
-- configs/app.yaml --
defaults:
  - base
  - _self_
lr: 0.1
^^ hint HS205 'lr' is inherited with this very value (base.yaml:1)
seed: 1
-- configs/base.yaml --
lr: 0.1
`,
  ofUsage: ({ project }, { composition, own, judges }) => {
    // What a config is called by it says itself.
    const names = new Set(project.registries.map(({ key }) => key));
    const found = repeated(own ?? composition.root.children).filter(({ path }) => !isName(path, names));
    if (found.length === 0) return [];
    const bases = ownBasesOf(composition);
    const primary = composition.defaultsList.find((choice) => choice.primary)?.file.uri;
    return found.flatMap((each) =>
      each.found.flatMap(({ by, of }) =>
        by.file.uri === primary &&
        judges(primary) &&
        bases.isFixed(by.file.uri) &&
        bases.brings(by.file.uri, of.file.uri)
          ? [problemOf(each.path, by, of)]
          : [],
      ),
    );
  },
};

function isName(path: KeyPath, names: ReadonlySet<string>): boolean {
  return path.at(-1) === '_target_' || names.has(path.join('.'));
}

interface Repeated {
  readonly by: FileWrite;
  readonly of: FileWrite;
}

/** Values that are the same as the ones that they come over. */
const repeated = findingOverwrites<readonly Repeated[]>((node: ConfigNode) => {
  const found: Repeated[] = [];
  for (let index = 1; index < node.writes.length; index++) {
    const by = fileWrite(node.writes[index]);
    const of = fileWrite(node.writes[index - 1]);
    if (by === undefined || of === undefined || by.file.uri === of.file.uri) continue;
    if (by.value.kind === 'map' || by.value.kind !== of.value.kind) continue;
    if (inline(toPlain(by.value)) === inline(toPlain(of.value))) found.push({ by, of });
  }
  return found.length === 0 ? undefined : found;
});

function problemOf(path: Located<unknown>['path'], by: FileWrite, of: FileWrite): Problem {
  const fix = removeEntry(by.file, by.key, `Remove '${path.at(-1)}'`);
  const place = `${fileLabel(of.file.uri)}:${positionAt(of.file.text, of.key.start).line + 1}`;
  return {
    code: 'HS205',
    severity: 'hint',
    span: { uri: by.file.uri, ...by.key },
    message: `'${path.join('.')}' is inherited with this very value (${place})`,
    related: [{ span: { uri: of.file.uri, ...of.key }, message: 'inherited from here' }],
    fixes: fix === undefined ? [] : [fix],
    isUnnecessary: true,
  };
}
