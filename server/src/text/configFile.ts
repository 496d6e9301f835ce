import type { Document } from 'yaml';
import { type DefaultsDefect, type DefaultsEntry, parseDefaults } from './defaults.ts';
import { type HeaderText, type PackageHeader, parsePackageHeader } from './packageHeader.ts';
import type { Problem } from './problem.ts';
import type { Range, Uri } from './span.ts';
import { entryOf, type MapValue, type ValueNode } from './valueTree.ts';
import { parseYaml } from './yaml.ts';

/** One file of a config root, read once for each text. */
export interface ConfigFile {
  readonly uri: Uri;
  readonly text: string;
  readonly document: Document.Parsed;
  readonly header?: PackageHeader;
  readonly headerRefused?: NonNullable<HeaderText['refused']>;
  /** `undefined` where the file has no `defaults` key: an empty list differs (see `_self_`). */
  readonly defaults?: readonly DefaultsEntry[];
  readonly defaultsKey?: Range;
  readonly defaultsDefects: readonly DefaultsDefect[];
  /** The content without the top-level `defaults`; `undefined` where the file is empty. */
  readonly body?: ValueNode;
  /** What is wrong with the text itself, whoever uses the file. */
  readonly problems: readonly Problem[];
}

/** Reads a config's text. Never throws: what cannot be read is a problem, and the rest is there. */
export function parseConfigFile(uri: Uri, text: string): ConfigFile {
  // A byte order mark stands for nothing, but the offsets behind it stay those of the editor.
  const source = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  const yaml = parseYaml(uri, source);
  const { header, refused } = text === source ? parsePackageHeader(text) : {};
  const defaultsEntry = entryOf(yaml.root, 'defaults');
  const defaults = defaultsEntry === undefined ? undefined : parseDefaults(defaultsEntry.value, yaml.root);
  const body = defaultsEntry === undefined ? yaml.root : withoutDefaults(yaml.root as MapValue);
  return {
    uri,
    text,
    document: yaml.document,
    ...(header !== undefined && { header }),
    ...(refused !== undefined && { headerRefused: refused }),
    ...(defaults !== undefined && { defaults: defaults.entries }),
    ...(defaultsEntry !== undefined && { defaultsKey: defaultsEntry.keyRange }),
    defaultsDefects: defaults?.defects ?? [],
    ...(body !== undefined && { body }),
    problems: yaml.problems,
  };
}

function withoutDefaults(root: MapValue): MapValue {
  const entries = new Map(root.entries);
  entries.delete('defaults');
  return { ...root, entries };
}
