import { BUDGETS } from './budgets.ts';
import type { HydraVersion } from './overrideValue.ts';
import type { Scalar } from './plain.ts';
import type { Range } from './span.ts';
import { entryOf, type MapEntry, type ScalarValue, type ValueNode } from './valueTree.ts';

/** What an entry of a defaults list says, before it is known where the file is placed. */
export type DefaultsEntry = SelfEntry | ConfigEntry | GroupEntry;

export interface SelfEntry {
  readonly kind: 'self';
  readonly range: Range;
}

/** `- data`, `- /model/gpt@_global_`: a config by its path. */
export interface ConfigEntry {
  readonly kind: 'config';
  readonly path: string;
  readonly package?: string;
  /** The whole entry. */
  readonly range: Range;
}

/** `- optional override /db@pkg: mysql`: an option of a group. */
export interface GroupEntry {
  readonly kind: 'group';
  readonly group: string;
  /** The key's text before the package, keywords included. */
  readonly words: string;
  readonly package?: string;
  /** `null` selects nothing; a list selects several. `???` stands as it is written. */
  readonly value: string | null | readonly string[];
  readonly optional: boolean;
  readonly override: boolean;
  readonly keyRange: Range;
  readonly range: Range;
  /** The places of the value: one for a string or null, one for each option of a list. */
  readonly valueRanges: readonly Range[];
}

/** A defect in the list, in Hydra's words; `message` names the config by the placeholder `{config}`. */
export interface DefaultsDefect {
  readonly range: Range;
  readonly errorClass: string;
  readonly message: string;
  /** The one version that refuses it. */
  readonly version?: HydraVersion;
}

export interface DefaultsText {
  readonly entries: readonly DefaultsEntry[];
  readonly defects: readonly DefaultsDefect[];
}

/**
 * Reads the value of a top-level `defaults:` key. A bad entry is left out and told; the others stand.
 * Source: Hydra's `config_repository.py` (`_create_defaults_list`); the documentation's page is *The Defaults List*.
 */
export function parseDefaults(written: ValueNode, root?: ValueNode): DefaultsText {
  const value = listMeant(written, root);
  if (value.kind !== 'list') {
    const type = value.kind === 'map' ? 'mapping' : pythonType(value);
    const message = `Invalid defaults list in '{config}', defaults must be a list (got ${type})`;
    const defects = (['1.3', '1.4'] as const).map((version) => {
      const errorClass = version === '1.3' ? 'ValueError' : 'ConfigCompositionException';
      return { range: value.range, errorClass, message, version };
    });
    return { entries: [], defects };
  }
  const defects: DefaultsDefect[] = [];
  const entries: DefaultsEntry[] = [];
  const defect: Defect = (range, message, errorClass = 'ValueError', version) => {
    defects.push({ range, errorClass, message, ...(version !== undefined && { version }) });
    return undefined;
  };
  for (const item of value.items.slice(0, BUDGETS.defaultsEntries)) {
    const entry = parseEntry(item, defect);
    if (entry !== undefined) entries.push(entry);
  }
  return { entries, defects };
}

/** `???` counts as no list, and `${key}` may name one in the same file. */
function listMeant(value: ValueNode, root: ValueNode | undefined): ValueNode {
  if (value.kind !== 'scalar') return value;
  if (value.leaf.t === 'missing') return { kind: 'list', items: [], flow: true, range: value.range };
  const path = value.leaf.t === 'interp' ? /^\$\{([^{}:]+)\}$/.exec(value.leaf.v)?.[1] : undefined;
  let target: ValueNode | undefined = path === undefined ? undefined : root;
  for (const name of path?.split('.') ?? []) target = entryOf(target, name)?.value;
  return target?.kind === 'list' ? target : value;
}

type Defect = (range: Range, message: string, errorClass?: string, version?: HydraVersion) => undefined;

function parseEntry(item: ValueNode, defect: Defect): DefaultsEntry | undefined {
  if (item.kind === 'scalar') {
    const text = stringOf(item);
    if (text === undefined) return defect(item.range, `Unsupported type in defaults : ${pythonType(item)}`);
    return configEntry(text, item.range, defect);
  }
  if (item.kind === 'list') return defect(item.range, 'Unsupported type in defaults : ListConfig');
  const entries = [...item.entries.values()];
  const [entry] = entries;
  if (entry === undefined) return defect(item.range, 'In {config}: Missing group name in {}');
  if (entries.length > 1) {
    const shown = entries.map((each) => `'${keyText(each.key)}': ${pythonText(each.value)}`).join(', ');
    return defect(item.range, `In {config}: Too many keys in default item {${shown}}`);
  }
  return groupEntry(entry, item.range, defect);
}

function configEntry(text: string, range: Range, defect: Defect): DefaultsEntry | undefined {
  const [path, packageText] = splitPackage(text);
  if (path === '_self_') {
    if (packageText !== undefined) return defect(range, '_self_@PACKAGE is not supported');
    return { kind: 'self', range };
  }
  return { kind: 'config', path, ...(packageText !== undefined && { package: packageText }), range };
}

function groupEntry(entry: MapEntry, range: Range, defect: Defect): DefaultsEntry | undefined {
  if (entry.key.t !== 'str') return defect(entry.keyRange, '', 'AssertionError');
  const [words, packageText] = splitPackage(entry.key.v);
  const parts = words.split(' ');
  const group = parts.pop() ?? '';
  if (group === '') defect(entry.keyRange, '', 'AssertionError', '1.3');
  if (words.trim() === '') {
    return defect(entry.keyRange, 'In {config}: Missing group name in defaults list', 'ValueError', '1.4');
  }
  const keywords = !/\s/.test(words) ? [] : words.trim().split(/\s+/).slice(0, -1);
  const odd = keywords.find((word) => word !== 'optional' && word !== 'override');
  if (odd !== undefined) {
    defect(entry.keyRange, `In {config}: Unsupported keyword '${odd}' in defaults list`, 'ValueError', '1.4');
  } else if (keywords.includes('optional') && keywords.includes('override')) {
    const message = "In {config}: 'optional' and 'override' keywords cannot be combined in defaults list";
    defect(entry.keyRange, message, 'ValueError', '1.4');
  }
  let optional = false;
  let override = false;
  for (const word of parts) {
    if (word === 'optional') optional = true;
    else if (word === 'override') override = true;
    else break;
  }
  const value = optionOf(entry.value, defect);
  if (value === undefined) return undefined;
  return {
    kind: 'group',
    group,
    words,
    ...(packageText !== undefined && { package: packageText }),
    value,
    optional,
    override,
    keyRange: entry.keyRange,
    range,
    valueRanges: entry.value.kind === 'list' ? entry.value.items.map((item) => item.range) : [entry.value.range],
  };
}

function optionOf(value: ValueNode, defect: Defect): GroupEntry['value'] | undefined {
  if (value.kind === 'map') {
    return defect(value.range, 'Unsupported item value in defaults : dict. Supported: string or list');
  }
  if (value.kind === 'scalar') {
    if (value.leaf.t === 'null') return null;
    const text = stringOf(value);
    if (text !== undefined) return text;
    return defect(value.range, `Unsupported item value in defaults : ${pythonType(value)}. Supported: string or list`);
  }
  const options: string[] = [];
  for (const item of value.items) {
    const text = item.kind === 'scalar' ? stringOf(item) : undefined;
    if (text === undefined) {
      const type = item.kind === 'scalar' ? pythonType(item) : item.kind === 'map' ? 'dict' : 'list';
      return defect(item.range, `Unsupported item value in defaults : ${type}, nested list items must be strings`);
    }
    options.push(text);
  }
  return options;
}

/** Splits `group@package`; of a rename `group@old:new`, gone since Hydra 1.1, the text after the colon is dropped. */
function splitPackage(text: string): [string, string | undefined] {
  const at = text.indexOf('@');
  if (at === -1) return [text, undefined];
  const packageText = text.slice(at + 1);
  const colon = packageText.indexOf(':');
  return [text.slice(0, at), colon === -1 ? packageText : packageText.slice(0, colon)];
}

function stringOf({ leaf }: ScalarValue): string | undefined {
  if (leaf.t === 'missing') return '???';
  return leaf.t === 'str' || leaf.t === 'interp' ? leaf.v : undefined;
}

function keyText(key: Scalar): string {
  return key.t === 'null' ? 'None' : String(key.v);
}

function pythonText(value: ValueNode): string {
  if (value.kind === 'list') return `[${value.items.map(pythonText).join(', ')}]`;
  if (value.kind === 'map') {
    return `{${[...value.entries.values()].map((e) => `'${keyText(e.key)}': ${pythonText(e.value)}`).join(', ')}}`;
  }
  const { leaf } = value;
  if (leaf.t === 'null') return 'None';
  if (leaf.t === 'missing') return "'???'";
  if (leaf.t === 'bool') return leaf.v ? 'True' : 'False';
  return leaf.t === 'str' || leaf.t === 'interp' ? `'${leaf.v}'` : String(leaf.v);
}

function pythonType({ leaf }: ScalarValue): string {
  switch (leaf.t) {
    case 'null':
      return 'NoneType';
    case 'missing':
    case 'interp':
      return 'str';
    default:
      return leaf.t;
  }
}
