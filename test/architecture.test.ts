// The walls of the house: which room may import which, what may do I/O, and how long a file may grow.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES } from '../server/src/features/index.ts';

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));

/** From left to right: a room imports only rooms to its left. `lsp` and `cli` stand side by side. */
const ROOMS = ['text', 'python', 'schema', 'compose', 'project', 'features', 'node', 'api'];
const LAST_ROOMS = ['lsp', 'cli'];
const PROTOCOL = 'server/src/protocol.ts';
const LINE_BUDGET = 400;

interface Import {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly isTypeOnly: boolean;
}

describe('the rooms', () => {
  const files = sources('server/src').concat(sources('client/src'));
  const imports = files.flatMap(importsOf);

  it('are read at all', () => {
    expect(new Set(files.map(roomOf))).toEqual(new Set([...ROOMS, ...LAST_ROOMS, 'protocol', 'client']));
    expect(imports.length).toBeGreaterThan(200);
  });

  it('import only rooms to their left, through their doors', () => {
    expect(imports.flatMap((each) => brokenWall(each) ?? [])).toEqual([]);
  });

  it('leave the machine to those that may touch it', () => {
    const allowed = (file: string) => /^(server\/src\/(node\/|api\/|cli\/|lsp\/node\.ts$)|client\/)/.test(file);
    const guilty = imports.filter(({ file, from }) => isOfNode(from) && !allowed(file));
    expect(guilty.map(told)).toEqual([]);
  });

  it('know VS Code in the client only', () => {
    const guilty = imports.filter(
      ({ file, from }) => /^vscode(-languageclient)?(\/|$)/.test(from) && roomOf(file) !== 'client',
    );
    expect(guilty.map(told)).toEqual([]);
  });

  it('show notifications in one place, where names make no links', () => {
    const showing = files.filter((file) => /\.show(Information|Warning|Error)Message\b/.test(readSource(file)));
    expect(showing).toEqual(['client/src/say.ts']);
  });

  it('keep the connection in lsp', () => {
    const guilty = imports.filter(
      ({ file, from, isTypeOnly }) =>
        /^vscode-languageserver(-protocol)?(\/|$)/.test(from) && !isTypeOnly && roomOf(file) !== 'lsp',
    );
    expect(guilty.map(told)).toEqual([]);
  });

  it.each(files)(`%s has at most ${LINE_BUDGET} lines`, (file) => {
    expect(readSource(file).trimEnd().split('\n').length).toBeLessThanOrEqual(LINE_BUDGET);
  });
});

describe('the rules', () => {
  it('have names and codes of their own', () => {
    const codes = RULES.flatMap((rule) => rule.codes);
    const names = RULES.map((rule) => rule.name);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each(RULES.map((rule) => [rule.name, rule] as const))('%s is documented, each of its codes named', (_, rule) => {
    expect(rule.docs.length).toBeGreaterThan(60);
    expect(rule.name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    const unnamed = rule.codes.length === 1 ? [] : rule.codes.filter((code) => !rule.docs.includes(code));
    expect(unnamed).toEqual([]);
  });

  it('cover every code that the server can tell', () => {
    const told = new Set(sources('server/src').flatMap((file) => readSource(file).match(/'HS\d{3}'/g) ?? []));
    const known = new Set(RULES.flatMap((rule) => rule.codes.map((code) => `'${code}'`)));
    expect([...told].filter((code) => !known.has(code as `'HS${number}'`))).toEqual([]);
  });
});

describe('the reader of imports', () => {
  it('finds every way to import', () => {
    const text = `import a from './a.ts';\nimport {\n  b,\n} from "../text/index.ts";\nexport * from './c.ts';\nimport 'node:fs';
const d = await import('../d.ts');\nconst e = require('./e.js');\nimport type { F } from 'f';\n// import g from 'g'\n`;
    expect(readImports('x.ts', text).map(({ from, isTypeOnly }) => [from, isTypeOnly])).toEqual([
      ['./a.ts', false],
      ['../text/index.ts', false],
      ['./c.ts', false],
      ['node:fs', false],
      ['../d.ts', false],
      ['./e.js', false],
      ['f', true],
    ]);
  });

  it.each([
    ['server/src/text/a.ts', '../compose/index.ts'],
    ['server/src/schema/a.ts', '../project/index.ts'],
    ['server/src/features/diagnostics/a.ts', '../../text/yaml.ts'],
    ['server/src/features/a.ts', '../node/index.ts'],
    ['server/src/lsp/a.ts', '../cli/typed.ts'],
    ['server/src/cli/a.ts', '../lsp/server.ts'],
    ['server/src/project/a.ts', '../protocol.ts'],
    ['server/src/protocol.ts', './text/index.ts'],
    ['server/src/text/a.ts', '../../../client/src/rows.ts'],
    ['client/src/a.ts', '../../server/src/text/index.ts'],
  ])('sees that %s must not import %s', (file, from) => {
    expect(brokenWall({ file, from, line: 1, isTypeOnly: false })).toBeDefined();
  });

  it.each([
    ['server/src/features/diagnostics/a.ts', '../../text/index.ts'],
    ['server/src/features/diagnostics/a.ts', '../explain.ts'],
    ['server/src/features/a.ts', '../protocol.ts'],
    ['server/src/cli/a.ts', '../node/index.ts'],
    ['server/src/project/a.ts', '../../../schemas/hydrascope.schema.json'],
    ['client/src/a.ts', '../../server/src/protocol'],
    ['client/src/a.ts', './b'],
  ])('sees that %s may import %s', (file, from) => {
    expect(brokenWall({ file, from, line: 1, isTypeOnly: false })).toBeUndefined();
  });
});

function sources(folder: string): string[] {
  const found = readdirSync(REPOSITORY + folder, { recursive: true, encoding: 'utf8' });
  const paths = found.map((path) => `${folder}/${path.replaceAll('\\', '/')}`);
  return paths.filter((path) => /\.m?ts$/.test(path) && !path.includes('.generated.')).sort();
}

function readSource(file: string): string {
  return readFileSync(REPOSITORY + file, 'utf8');
}

function importsOf(file: string): Import[] {
  return readImports(file, readSource(file));
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gm;

function readImports(file: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length,
    from: match[2] ?? match[3] ?? '',
    isTypeOnly: match[1] !== undefined,
  }));
}

/** The room of a path from the repository's root. */
function roomOf(file: string): string {
  if (file.startsWith('client/src/')) return 'client';
  if (file === PROTOCOL) return 'protocol';
  return /^server\/src\/([^/]+)\//.exec(file)?.[1] ?? file;
}

/** What is wrong with an import; `undefined` where it may be. */
function brokenWall(each: Import): string | undefined {
  const { file, from } = each;
  if (!from.startsWith('.')) return undefined;
  const resolved = posix.join(dirname(file), from);
  const target = resolved === PROTOCOL.replace(/\.ts$/, '') ? PROTOCOL : resolved;
  // What the build makes, and plain data, belong to no room.
  if (target.endsWith('.json') || target.endsWith('.js') || target.includes('.generated.')) return undefined;
  const room = roomOf(file);
  const other = roomOf(target);
  if (room === other) return undefined;
  if (other === 'protocol')
    return ['client', 'features', ...LAST_ROOMS].includes(room)
      ? undefined
      : `${told(each)}: the wire is not its business`;
  if (target !== `server/src/${other}/index.ts`) return `${told(each)}: not through the door`;
  const rooms = LAST_ROOMS.includes(room) ? ROOMS : ROOMS.slice(0, Math.max(0, ROOMS.indexOf(room)));
  return rooms.includes(other) && !(room === 'client')
    ? undefined
    : `${told(each)}: ${other} is not to the left of ${room}`;
}

function isOfNode(from: string): boolean {
  return (
    from.startsWith('node:') ||
    from === 'vscode-languageserver/node' ||
    ['fs', 'path', 'os', 'child_process', 'url'].includes(from)
  );
}

function told({ file, line, from }: Import): string {
  return `${file}:${line} imports ${from}`;
}
