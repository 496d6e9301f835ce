import { composes, type KeyPath, nodeAt } from '../../compose/index.ts';
import { appUsesOf, fileLabel, type Usage } from '../../project/index.ts';
import type { KeyUse } from '../../python/index.ts';
import { type ConfigFile, entryOf, type Problem, type Related, type ValueNode } from '../../text/index.ts';
import { describe } from '../described.ts';
import { addDefault } from '../fixes.ts';
import type { Rule, RuleContext } from './rule.ts';

export const missingBase: Rule = {
  name: 'missing-base',
  codes: ['HS307'],
  docs:
    'The program reads a key on every run, without a default; this config neither sets it nor inherits it, and a base ' +
    'config that others inherit from has it. The run fails when it reads the key. Add the base config to the defaults list.',
  check: (context) => context.usages.flatMap((usage) => checkUsage(context, usage)),
};

function checkUsage(context: RuleContext, usage: Usage): Problem[] {
  const { snapshot, project } = context;
  const { key, composition } = usage;
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file;
  const root = project.roots.find((each) => each.uri === key.root);
  if (root === undefined || primary?.defaultsKey === undefined || key.overrides.length > 0) return [];
  if (!composes(composition) || describe(snapshot, composition) !== undefined) return [];
  const apps = (appUsesOf(snapshot, project, root) ?? []).filter(({ app }) => {
    return app.configName === undefined || app.configName.replace(/\.yaml$/, '') === key.name;
  });
  const lacking = apps.map(({ use }) =>
    use.reads.filter(({ path, isRequired }) => isRequired && nodeAt(composition.root, path.split('.')) === undefined),
  );
  // The config is there for an app that needs nothing more.
  if (lacking.length === 0 || lacking.some((each) => each.length === 0)) return [];
  const missing = lacking.flat();
  return basesBeside(context, usage).flatMap((base) => {
    const found = missing.filter(({ path }) => has(base.body, path.split('.')));
    return found.length === 0 ? [] : [problemOf(primary, base, found)];
  });
}

/** The base configs of those that share one with this config: at the root, and none of its own. */
function basesBeside({ usages }: RuleContext, { key, composition }: Usage): ConfigFile[] {
  const basesOf = (each: Usage) =>
    each.composition.defaultsList.filter((choice) => !choice.primary && choice.package === '').map(({ file }) => file);
  const own = new Set(composition.defaultsList.map(({ file }) => file.uri));
  const others = usages.filter((each) => each.key.root === key.root && each.key.overrides.length === 0);
  const sharing = others.filter((each) => basesOf(each).some(({ uri }) => own.has(uri)));
  const found = new Map(sharing.flatMap((each) => basesOf(each).map((file) => [file.uri, file] as const)));
  return [...found.values()].filter(({ uri }) => !own.has(uri));
}

function has(node: ValueNode | undefined, path: KeyPath): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return true;
  const entry = entryOf(node, name);
  return entry !== undefined && has(entry.value, rest);
}

function problemOf(primary: ConfigFile, base: ConfigFile, found: readonly KeyUse[]): Problem {
  const names = [...new Set(found.map(({ path }) => `'${path}'`))];
  const last = names.at(-1);
  const text = names.length === 1 ? `${last} is` : `${names.slice(0, -1).join(', ')} and ${last} are`;
  const readers = [...new Set(found.map(({ uri }) => fileLabel(uri)))];
  const name = fileLabel(base.uri).replace(/\.yaml$/, '');
  const related = found.map(
    ({ path, uri, range }): Related => ({ span: { uri, ...range }, message: `'${path}' is read here` }),
  );
  const fix = addDefault(primary, name);
  const range = primary.defaultsKey ?? { start: 0, end: 0 };
  return {
    code: 'HS307',
    severity: 'warning',
    span: { uri: primary.uri, ...range },
    message: `${text} read by ${readers.join(' and ')} and never set; ${fileLabel(base.uri)} defines ${names.length === 1 ? 'it' : 'them'}`,
    related,
    fixes: fix === undefined ? [] : [fix],
  };
}
