import { type Composition, nodeAt, winner } from '../../compose/index.ts';
import { fileLabel } from '../../project/index.ts';
import { type Fix, type Problem, positionAt, type Uri } from '../../text/index.ts';
import { insertion } from '../actions/fixes.ts';
import { winningPlace } from '../explain.ts';
import { type Derived, derivedOf } from '../keys/derived.ts';
import type { RuleContext } from './rule.ts';

/** Other names than these are no advice. */
const MOST_NAMES = 3;

/** Whether a config is called as a registered name is: `mixture_of_depths.yaml`, `mixture-of-depths`. */
export function isNamedAfter(file: Uri, name: string): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/[-_]/g, '');
  return bare(fileLabel(file).replace(/\.yaml$/, '')) === bare(name);
}

/**
 * A config that says all of a model's part and not which model: `type` comes from a base config, and the keys are those
 * of another registered class (one problem in the place of one for each key), or the config is called as another is.
 */
export function inheritedName(
  { snapshot, project }: RuleContext,
  { root, defaultsList }: Composition,
  { registry, name, path }: Derived,
  hasUnknownKeys: boolean,
): Problem | undefined {
  const part = nodeAt(root, path);
  const chosen = nodeAt(root, registry.key.split('.'));
  const primary = defaultsList.find((choice) => choice.primary)?.file;
  const from = chosen === undefined ? undefined : winningPlace(chosen);
  if (part === undefined || name === undefined || primary === undefined || from === undefined) return undefined;
  const places = [...part.children.values()].map((child) => winner(child).origin);
  const isOwn = places.every((origin) => origin.kind === 'file' && origin.file.uri === primary.uri);
  const own = winner(part).origin;
  if (from.uri === primary.uri || !isOwn || own.kind !== 'file' || own.key === undefined) return undefined;
  const keys = [...part.children.keys()];
  const fitting = [...registry.entries.keys()]
    .flatMap((each) => derivedOf(snapshot, project, registry, each))
    .filter(({ python }) => keys.every((key) => python.fields.has(key)));
  const fewest = Math.min(...fitting.map(({ python }) => python.fields.size));
  const nearest = fitting.filter(({ python }) => python.fields.size === fewest).flatMap((each) => each.name ?? []);
  const called = fitting.flatMap((each) => each.name ?? []).filter((each) => isNamedAfter(primary.uri, each));
  const names = called.length > 0 || !hasUnknownKeys ? called : nearest;
  if (names.length === 0 || names.length > MOST_NAMES || names.includes(name)) return undefined;
  const { key } = registry;
  const line = positionAt(from.text, from.value.start).line + 1;
  const text = names.map((each) => `'${each}'`).join(' or ');
  const start = primary.text.lastIndexOf('\n', own.key.start - 1) + 1;
  const newline = primary.text.includes('\r\n') ? '\r\n' : '\n';
  const isTop = !key.includes('.') && path.length === 1 && start === own.key.start;
  const fixes = names.map((each): Fix => {
    const edits = [insertion(primary.uri, start, `${key}: ${JSON.stringify(each)}${newline}`)];
    return { title: `Add '${key}: ${each}'`, edits, ...(names.length === 1 && { isPreferred: true }) };
  });
  const inherited = `'${key}' is '${name}', inherited from ${fileLabel(from.uri)}:${line}`;
  return {
    code: 'HS304',
    severity: hasUnknownKeys ? 'error' : 'warning',
    span: { uri: primary.uri, ...own.key },
    message: hasUnknownKeys
      ? `the keys of '${path.join('.')}' are those of ${key} ${text}, and ${inherited}`
      : `${inherited}, and ${text} is registered too`,
    related: [{ span: { uri: from.uri, ...from.value }, message: `'${key}' is set here` }],
    fixes: isTop ? fixes : [],
  };
}
