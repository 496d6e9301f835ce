import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWorkspace, type Snapshot, type Workspace } from '../../server/src/project/index.ts';
import { memoryHost, ROOT, uriAt } from './memoryHost.ts';

/** One situation of a user: files, a cursor, the squiggles that are expected, a run. */
export interface Scenario {
  /** Path below the root to text, without cursor and annotations. */
  readonly files: ReadonlyMap<string, string>;
  readonly cursor?: Cursor;
  readonly annotations: readonly Annotation[];
  readonly run?: { readonly config: string; readonly overrides: readonly string[] };
}

export interface Cursor {
  readonly path: string;
  readonly offset: number;
}

/** A squiggle: the line counts from 0; `length` is that of the carets, 0 for an empty place (`|`). */
export interface Annotation {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly text: string;
}

const HEADER = /^-- (\S+)((?: (?:crlf|unended))*) --$/;
const ANNOTATION = /^(#?)(\s*)(\^+|\|) ((?:error|warning|info|hint) HS\d+ .*)$/;
const CURSOR = '$0';

/**
 * Reads a scenario's text. `-- path --` begins a file (`-- path crlf unended --`: with CRLF line ends, without an end of
 * the last line), `-- run --` names a config and its overrides, `$0` is the cursor, and a line such as
 * `# ^^^^ error HS401 message` says what is wrong in the line above it. The `#` may be left out to reach column 0.
 */
export function parseScenario(text: string): Scenario {
  const files = new Map<string, string>();
  const annotations: Annotation[] = [];
  let cursor: Cursor | undefined;
  let run: Scenario['run'];
  for (const section of sectionsOf(text)) {
    if (section.path === 'run') {
      const [config = '', ...overrides] = section.lines.join(' ').trim().split(/\s+/);
      run = { config, overrides };
      continue;
    }
    const kept: string[] = [];
    for (const line of section.lines) {
      const match = ANNOTATION.exec(line);
      if (match === null) {
        kept.push(line);
        continue;
      }
      const [, hash = '', blanks = '', carets = '', message = ''] = match;
      const column = hash.length + blanks.length;
      const length = carets === '|' ? 0 : carets.length;
      annotations.push({ path: section.path, line: kept.length - 1, column, length, text: message });
    }
    const marked = kept.join(section.ending) + (section.isEnded ? section.ending : '');
    const offset = marked.indexOf(CURSOR);
    if (offset !== -1) cursor = { path: section.path, offset };
    files.set(section.path, offset === -1 ? marked : marked.slice(0, offset) + marked.slice(offset + CURSOR.length));
  }
  return { files, annotations, ...(cursor !== undefined && { cursor }), ...(run !== undefined && { run }) };
}

interface Section {
  readonly path: string;
  readonly ending: string;
  readonly isEnded: boolean;
  readonly lines: string[];
}

function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  for (const line of text
    .replace(/^\n/, '')
    .replace(/\n[ ]*$/, '')
    .split('\n')) {
    const match = HEADER.exec(line);
    if (match !== null) {
      const [, path = '', flags = ''] = match;
      const ending = flags.includes('crlf') ? '\r\n' : '\n';
      sections.push({ path, ending, isEnded: !flags.includes('unended'), lines: [] });
    } else if (sections.length === 0) throw new Error(`a scenario begins with '-- path --', not '${line}'`);
    else sections.at(-1)?.lines.push(line);
  }
  // An empty section is an empty file, not one with an empty line.
  return sections.map((each) => (each.lines.length === 0 ? { ...each, isEnded: false } : each));
}

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** A change of one of the trainer's files: its first `old` becomes `text`, which may hold the cursor. */
export type Edit = readonly [path: string, old: string, text: string];

/** This repository's trainer, some of its files changed. An edit with an empty `old` makes the whole file. */
export function trainer(...edits: readonly Edit[]): Scenario {
  return edited(trainerFiles(), edits);
}

/** Where `lightning` mounts the packages that are installed for it. */
export const SITE_PACKAGES = '.venv/lib/python3.11/site-packages';

/**
 * The Lightning-style project of the fixtures with the packages that it needs, some of its files changed as `trainer`
 * changes them. Nothing is installed in `without(lightning(), SITE_PACKAGES)`.
 */
export function lightning(...edits: readonly Edit[]): Scenario {
  lightningFiles ??= new Map([
    ...filesBelow(join(REPOSITORY, 'test/fixtures/lightning'), ''),
    ...filesBelow(join(REPOSITORY, 'test/fixtures/lightning-site-packages'), `${SITE_PACKAGES}/`),
  ]);
  return edited(lightningFiles, edits);
}

let lightningFiles: ReadonlyMap<string, string> | undefined;

function filesBelow(folder: string, prefix: string): [path: string, text: string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, `${prefix}${entry.name}/`);
    return entry.name.endsWith('.pyc') ? [] : [[`${prefix}${entry.name}`, readFileSync(path, 'utf8')]];
  });
}

function edited(untouched: ReadonlyMap<string, string>, edits: readonly Edit[]): Scenario {
  const files = new Map(untouched);
  let cursor: Cursor | undefined;
  for (const [path, old, text] of edits) {
    const before = files.get(path) ?? '';
    if (!before.includes(old)) throw new Error(`'${old}' is not in ${path}`);
    const after = old === '' ? text : before.replace(old, () => text);
    const offset = after.indexOf(CURSOR);
    if (offset !== -1) cursor = { path, offset };
    files.set(path, offset === -1 ? after : after.slice(0, offset) + after.slice(offset + CURSOR.length));
  }
  return { files, annotations: [], ...(cursor !== undefined && { cursor }) };
}

/** A scenario without some of its files, or folders of them. */
export function without(scenario: Scenario, ...paths: readonly string[]): Scenario {
  const isGone = (path: string) => paths.some((gone) => path === gone || path.startsWith(`${gone}/`));
  return { ...scenario, files: new Map([...scenario.files].filter(([path]) => !isGone(path))) };
}

let read: ReadonlyMap<string, string> | undefined;

function trainerFiles(): ReadonlyMap<string, string> {
  if (read !== undefined) return read;
  const files = new Map([['hydrascope.yaml', readFileSync(join(REPOSITORY, 'hydrascope.yaml'), 'utf8')]]);
  for (const folder of ['configs', 'trainer', 'trainer/models', 'schemas']) {
    for (const name of readdirSync(join(REPOSITORY, folder))) {
      const isSource = /\.(yaml|py|json)$/.test(name);
      if (isSource) files.set(`${folder}/${name}`, readFileSync(join(REPOSITORY, folder, name), 'utf8'));
    }
  }
  read = files;
  return files;
}

/** The text of a scenario with the cursor where a piece of it is marked: `l|r: 0.1`. One that it had is gone. */
export function cursorIn(text: string, mark: string): string {
  const bare = text.replace(CURSOR, '');
  const meant = mark.replace('|', '');
  if (!bare.includes(meant)) throw new Error(`no '${meant}'`);
  return bare.replace(meant, () => mark.replace('|', CURSOR));
}

/** A workspace over a disk in memory that a test may change. */
export interface Opened {
  readonly disk: Map<string, string>;
  readonly workspace: Workspace;
  snapshot(): Snapshot;
  /** Types into an open document: its whole new text. */
  type(path: string, text: string): Snapshot;
  /** Replaces the first occurrence in what the workspace sees of a file, unsaved. */
  replace(path: string, old: string, text: string): Snapshot;
  close(path: string): Snapshot;
  /** Writes to the disk and tells the workspace; `undefined` deletes. */
  save(path: string, text: string | undefined): Snapshot;
}

export function open(scenario: Scenario, environment: ReadonlyMap<string, string> = new Map()): Opened {
  const disk = new Map(scenario.files);
  const workspace = createWorkspace(memoryHost(disk), { folders: [ROOT], environment });
  const type = (path: string, text: string) => workspace.apply([{ kind: 'edit', uri: uriAt(path), text }]);
  return {
    disk,
    workspace,
    snapshot: workspace.snapshot,
    type,
    replace: (path, old, text) => {
      const before = workspace.snapshot().files.file(uriAt(path))?.text ?? '';
      if (!before.includes(old)) throw new Error(`'${old}' is not in ${path}`);
      return type(
        path,
        before.replace(old, () => text),
      );
    },
    close: (path) => workspace.apply([{ kind: 'close', uri: uriAt(path) }]),
    save: (path, text) => {
      if (text === undefined) disk.delete(path);
      else disk.set(path, text);
      return workspace.apply([{ kind: 'disk', uri: uriAt(path) }]);
    },
  };
}
