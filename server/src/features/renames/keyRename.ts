import { projectOf, type Snapshot, shortName } from '../../project/index.ts';
import { keysAt } from '../../schema/index.ts';
import {
  addTo,
  emitScalar,
  parseConfigFile,
  parseInterpolation,
  positionAt,
  type Range,
  stringLeaf,
  toPlain,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { derivedSchemasAt } from '../keys/derived.ts';
import { describe } from '../keys/described.ts';
import { callableBeside, isInstantiateKey, parameterOf, shortTarget } from '../targets/target.ts';
import { compositionsWith, type KeyUses, type OneKey, oneKey, type Search, type Use } from '../uses/index.ts';
import { isRefused, type NameEdit, type Refused, type Renaming } from './renaming.ts';
import { schemaKeys } from './schemaKeys.ts';

/** Gives a key another name, wherever it is written or read. */
export function renameKey(search: Search, uses: KeyUses, name: string): Renaming | Refused {
  const refused = whyNot(search, uses) ?? badName(search, uses.key, name);
  if (refused !== undefined) return { refused };
  const edits: NameEdit[] = [];
  for (const use of uses.uses) {
    const edit = editOf(search.snapshot, use, name);
    if (isRefused(edit)) return edit;
    edits.push(edit);
  }
  const described = schemaKeys(search, uses.key);
  if (described.length === 0 && isDescribed(search, uses.key)) {
    return { refused: `A JSON Schema says that '${uses.key.name}' is a key, at a place that is not found.` };
  }
  for (const { uri, range } of described) edits.push({ uri, range, text: JSON.stringify(name), doubt: 'schema' });
  const changed = changedOtherwise(search.snapshot, edits, uses.key.name, name);
  if (changed !== undefined) {
    return { refused: `${shortName(search.snapshot, changed)} merges the key with others ('<<').` };
  }
  return { edits, files: [] };
}

/** Whether a schema knows the key in a composition that has it. That a config lands in a mapping says no schema of it. */
function isDescribed(search: Search, key: OneKey): boolean {
  if (key.packaged.length > 0) return false;
  return compositionsWith(search, key).some((composed) => {
    const described = describe(search.snapshot, search.snapshot.compose(composed));
    return key.addresses.some(({ root, path }) => {
      const isHere = described !== undefined && root === composed.root;
      return isHere && keysAt(described.set, described.value, path.slice(0, -1)).has(key.name);
    });
  });
}

/** A config that would not be the same but for the name: YAML's merge keys make one key of two. */
function changedOtherwise(snapshot: Snapshot, edits: readonly NameEdit[], old: string, name: string): Uri | undefined {
  const byFile = new Map<Uri, NameEdit[]>();
  for (const edit of edits) if (edit.uri.endsWith('.yaml')) addTo(byFile, edit.uri, edit);
  return [...byFile].find(([uri, own]) => {
    const file = snapshot.config(uri);
    if (file?.text.includes('<<') !== true) return false;
    const sorted = own.sort((left, right) => right.range.start - left.range.start);
    const text = sorted.reduce(
      (now, { range, text: put }) => now.slice(0, range.start) + put + now.slice(range.end),
      file.text,
    );
    const said = (body: ValueNode | undefined) =>
      JSON.stringify(body && toPlain(body), (_, each) => (typeof each === 'bigint' ? String(each) : each)).replaceAll(
        name,
        old,
      );
    return said(file.body) !== said(parseConfigFile(uri, text).body);
  })?.[0];
}

function editOf(snapshot: Snapshot, { uri, range, kind, isSure }: Use, name: string): NameEdit | Refused {
  const text = snapshot.files.file(uri)?.text ?? '';
  switch (kind) {
    case 'write': {
      const edit = { uri, range, text: inQuotes(text.slice(range.start, range.end), name) };
      return isSure ? edit : { ...edit, doubt: 'unchosen' };
    }
    case 'interpolation':
      return { uri, range, text: name, ...(!isSure && { doubt: 'unchosen' as const }) };
    case 'package':
      return { uri, range, text: name };
    case 'command':
      return { uri, range, text: name, doubt: 'command' };
    case 'field':
    case 'python': {
      const isText = /["']/.test(`${text[range.start - 1]}${text[range.end]}`);
      if (!isText && !/^[A-Za-z_]\w*$/.test(name)) {
        return { refused: `'${name}' is no name in Python, and ${placeText(snapshot, uri, range)} has it as one.` };
      }
      return { uri, range, text: name, doubt: 'python' };
    }
  }
}

/** A key in the quotes that it has; a plain one is quoted where YAML would not read it as a text. */
function inQuotes(written: string, name: string): string {
  const [quote = ''] = /^["']/.exec(written) ?? [];
  return quote === '' ? emitScalar(stringLeaf(name)) : `${quote}${name}${quote}`;
}

/** Of configs that write a key without a `_target_` beside it, so many are looked at for one that another config brings. */
const MOST_ASKED = 20;

/** Why a key has the name that it has; `undefined` where it may have another one. */
export function whyNot(search: Search, { key, uses, hidden, unnamed }: KeyUses): string | undefined {
  const { snapshot } = search;
  const { name, addresses, written } = key;
  if (addresses.some(({ path }) => path[0] === 'hydra')) return `'${name}' is a setting of Hydra's own.`;
  if (isInstantiateKey(name, '1.4')) return `'${name}' is a key of Hydra's instantiate.`;
  if (written.some(({ entry }) => entry.key.t !== 'str')) return `'${name}' is no text.`;
  const likely = written.filter(({ file }, index) => index < MOST_ASKED || file.text.includes('_target_'));
  for (const { file, path } of likely) {
    const callable = callableBeside(snapshot, file.uri, path.slice(0, -1));
    if (callable !== undefined && parameterOf(callable, name) !== undefined) {
      return `'${name}' is a parameter of ${shortTarget(callable.dotted)}: Python says its name.`;
    }
  }
  const said = saidByPython(search, key);
  if (said !== undefined) return said;
  const [package_] = unnamed;
  if (package_ !== undefined) {
    return `'${name}' is there because ${shortName(snapshot, package_.uri)} lies in a group of this name: rename the group.`;
  }
  const [first] = hidden;
  if (first !== undefined) {
    return `${placeText(snapshot, first.file.uri, first.value)} names the key in a text with escapes.`;
  }
  const computed = uses.find((each) => each.isComputed === true);
  if (computed !== undefined) {
    return `The value of ${placeText(snapshot, computed.uri, computed.range)} is the name of the key.`;
  }
  return undefined;
}

/** Registries and the models of registered classes have their own names for keys. */
function saidByPython(search: Search, key: OneKey): string | undefined {
  const { snapshot } = search;
  const { name, addresses } = key;
  for (const composed of compositionsWith(search, key)) {
    const project = projectOf(snapshot, composed.root);
    const registries = project?.registries.filter(({ entries }) => entries.size > 0) ?? [];
    if (project === undefined || registries.length === 0) continue;
    const named = registries.flatMap((each) => [each.key, each.config, each.unless ?? each.key]);
    const paths = addresses.flatMap(({ root, path }) => (root === composed.root ? [path] : []));
    if (paths.some((path) => named.includes(path.join('.')))) return `'${name}' is a key that a registry goes by.`;
    for (const derived of derivedSchemasAt(snapshot, project, snapshot.compose(composed))) {
      for (const path of paths) {
        const isBelow = derived.path.length < path.length && derived.path.every((each, index) => each === path[index]);
        const above = path.slice(derived.path.length, -1);
        if (isBelow && keysAt(derived.set, {}, above).has(name)) {
          return `'${name}' is a field of ${derived.python.name}: Python says its name.`;
        }
      }
    }
  }
  return undefined;
}

/** What speaks against the new name. */
function badName(search: Search, key: OneKey, name: string): string | undefined {
  const { parts } = parseInterpolation(`\${a.${name}}`, '1.3').interpolation;
  const [part] = parts;
  const isOne = parts.length === 1 && part?.kind === 'node' && part.segments.length === 2;
  if (!/^[A-Za-z_][\w-]*$/.test(name) || !isOne) {
    return `'${name}' is no name that interpolations and overrides can use: letters, digits, '_' and '-'.`;
  }
  if (isInstantiateKey(name, '1.4')) return `'${name}' is a key of Hydra's instantiate.`;
  const renamed = key.addresses.map(({ root, path }) => ({ root, path: [...path.slice(0, -1), name] }));
  const taken = oneKey(search, renamed);
  const [writer] = taken.written;
  if (writer !== undefined) {
    return `'${name}' is there already: ${placeText(search.snapshot, writer.file.uri, writer.entry.keyRange)}.`;
  }
  const [packaged] = taken.packaged;
  return packaged && `'${name}' is there already: ${shortName(search.snapshot, packaged.uri)} lands in it.`;
}

function placeText(snapshot: Snapshot, uri: Uri, range: Range): string {
  const line = positionAt(snapshot.files.file(uri)?.text ?? '', range.start).line + 1;
  return `${shortName(snapshot, uri)}:${line}`;
}
