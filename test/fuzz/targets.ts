// Every reader of what users and clients write, with what has to hold of its answer whatever the text is.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandsOfJson } from '../../server/src/features/commands/jsonCommands.ts';
import { commandsOfMakefile } from '../../server/src/features/commands/makefile.ts';
import {
  commandsOfMarkdown,
  commandsOfScript,
  commandsOfWorkflow,
  wordsInProse,
} from '../../server/src/features/commands/textCommands.ts';
import { diagnose, FEATURES } from '../../server/src/features/index.ts';
import { createFramer } from '../../server/src/lsp/frames.ts';
import { createGate } from '../../server/src/lsp/gate.ts';
import { createWorkspace } from '../../server/src/project/index.ts';
import { cutOf, parsePython } from '../../server/src/python/index.ts';
import { readSchemas } from '../../server/src/schema/documents.ts';
import { parsePattern } from '../../server/src/schema/patternSyntax.ts';
import { fits, patternOf } from '../../server/src/schema/patterns.ts';
import {
  ignoreComments,
  nestedInterpolations,
  overrideKeyPath,
  overrideRefusal,
  parseConfigFile,
  parseInterpolation,
  parseInterpolationElement,
  parseOverride,
  parsePackageHeader,
  shellCommands,
  splitCommandLine,
} from '../../server/src/text/index.ts';
import { memoryHost, ROOT, uriAt } from '../support/memoryHost.ts';
import { questionsIn } from '../support/questions.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

export interface Target {
  readonly name: string;
  /** Texts to begin with. */
  seeds(): readonly string[];
  /** Throws where the reader does, or says what cannot be. `random` is for what is chosen beside the text. */
  run(text: string, random: () => number): void;
}

const URI = uriAt('conf/config.yaml');
const VERSIONS = ['1.3', '1.4'] as const;

const configs = seedsOf(['configs', 'test/fixtures/lightning/configs', 'hydrascope.yaml'], ['.yaml']);
const python = seedsOf(['trainer', 'test/fixtures/lightning/src'], ['.py']);

export const TARGETS: readonly Target[] = [
  {
    name: 'yaml',
    seeds: () => [...requested('yaml', 'yaml'), ...configs(), ...corpus()],
    run: (text) => {
      const file = parseConfigFile(URI, text);
      checkRanges([file, file.later], text);
      ignoreComments(text, file.body);
    },
  },
  {
    name: 'defaults',
    seeds: () => ['- a\n- b: c\n- override /d@e: [f, g]\n- optional h: null\n- _self_\n', ...defaultsLists()],
    run: (text) => {
      const whole = `defaults:\n${text}`;
      checkRanges(parseConfigFile(URI, whole), whole);
    },
  },
  {
    name: 'header',
    seeds: () => ['# @package _global_\n', '\n  # @package a.b\na: 1\n', '# @package\n', '# @a b c\n'],
    run: (text) => checkRanges(parsePackageHeader(text), text),
  },
  {
    name: 'override',
    seeds: () => requested('override', 'override'),
    run: (text) => {
      for (const version of VERSIONS) {
        const { override, problems } = parseOverride(text, version);
        checkRanges([override, problems], text);
        if (override !== undefined) overrideKeyPath(override);
        for (const problem of problems) overrideRefusal(problem, text, version, 0, [text]);
        if (override === undefined && problems.length === 0) throw new Error('neither an override nor a problem');
      }
    },
  },
  {
    name: 'interpolation',
    seeds: () => [...interpolations(), 'a ${b.c} ${.d[0]} ${oc.env:X,${y}} \\${z}', '${a:{b: [c, "d"]}}'],
    run: (text) => {
      for (const version of VERSIONS) {
        const { interpolation, problems } = parseInterpolation(text, version);
        checkRanges([interpolation, problems], text);
        checkRanges([...nestedInterpolations(interpolation.parts)], text);
        checkRanges(parseInterpolationElement(text, version), text);
      }
    },
  },
  {
    name: 'python',
    seeds: () => python(),
    run: (text) => {
      const { tree: _, ...module } = Object.getOwnPropertyDescriptors(parsePython(uriAt('app.py'), text));
      const read = Object.values(module).map((property) => property.get?.call(undefined) ?? property.value);
      checkRanges(read, text);
      const { at = text.length } = cutOf(text) ?? {};
      if (at !== parsePython(uriAt('app.py'), text).tree.length) throw new Error(`it is cut elsewhere than at ${at}`);
    },
  },
  {
    name: 'json',
    seeds: () => [
      '{ "configurations": [{ "program": "a.py", "args": ["b=1", "+c=[1,2]"], "cwd": "x" }], /* c */ }',
      '{ "tasks": [{ "command": "python a.py b=1", "type": "shell", "args": ["x", { "value": "y", "quoting": "weak" }] }] }',
      '{ "tasks": [{ "type": "hydrascope", "config": "a", "overrides": ["b=1"] }] }',
    ],
    run: (text) => checkRanges(commandsOfJson(text), text),
  },
  {
    name: 'shell',
    seeds: () => [
      'FOO=1 python train.py a=1 "b=\'c d\'" \\\n  +e={f: 1} && torchrun --nproc 2 train.py -m x=1,2 | tee log\n',
      'sbatch --wrap "python a.py b=$HOME \\"c\\"" # note\ncat <<EOF > x\npython a.py\nEOF\n',
      ...files(REPOSITORY, ['test/fixtures'], ['.sh', '.md']),
    ],
    run: (text) => {
      checkRanges(shellCommands(text, { start: 0, end: text.length }), text);
      checkRanges(shellCommands(text, { start: 0, end: text.length }, { isFolded: true }), text);
      checkRanges(splitCommandLine(text), text);
      checkRanges(commandsOfScript(text), text);
    },
  },
  {
    name: 'documents',
    seeds: () => [
      'run:\n\tpython train.py a=1 \\\n\t  b=$(X)\nX ?= 1\nifeq ($(A),b)\n\t@cd x && python y.py\nendif\n',
      '# Title\n\n```bash\n$ python train.py a=1\n```\n\nsay `a.b=1` and `model=gpt`\n\n    python x.py\n',
      'on: push\njobs:\n  a:\n    steps:\n      - run: |\n          python train.py a=1\n        working-directory: x\n',
      ...files(REPOSITORY, ['README.md', 'docs/features.md'], ['.md']),
    ],
    run: (text) => {
      checkRanges(commandsOfMakefile(text), text);
      checkRanges(commandsOfMarkdown(text), text);
      checkRanges(wordsInProse(text), text);
      checkRanges(commandsOfWorkflow(uriAt('.github/workflows/a.yml'), text), text);
    },
  },
  {
    name: 'schema',
    seeds: () => [
      ...files(REPOSITORY, ['schemas'], ['.json']),
      '{ "type": "object", "properties": { "a": { "pattern": "^(a|b)+$" } }, "$defs": { "x": { "$ref": "#" } } }',
    ],
    run: (text) => {
      readSchemas(uriAt('s.json'), (uri) => (uri === uriAt('s.json') ? text : undefined));
    },
  },
  {
    name: 'pattern',
    seeds: () => ['^(a|b)+$', '(?=x)[^\\d-z]{2,}?', '\\p{L}\\u{1F600}(?<n>a)\\k<n>', '^(?:\\w+\\s?)*$', '[a-\\]]'],
    run: (text) => {
      parsePattern(text);
      fits(patternOf(text), text);
      fits(patternOf(text), 'a'.repeat(200));
    },
  },
  {
    name: 'project',
    seeds: () => [
      ...files(REPOSITORY, ['hydrascope.yaml'], ['.yaml']),
      'hydra: "1.4"\nroots: [conf, ../x]\nregistries:\n  - { symbol: A, file: "**/*.py", key: t }\nschemas:\n  - { schema: s.json, files: ["*.yaml"] }\nrules: { HS201: off }\n',
    ],
    run: (text) => {
      const host = memoryHost(
        new Map([
          ['hydrascope.yaml', text],
          ['conf/config.yaml', 'a: ${b}\n'],
        ]),
      );
      const snapshot = createWorkspace(host, { folders: [ROOT] }).snapshot();
      for (const [uri, problems] of diagnose(snapshot))
        if (uri === uriAt('hydrascope.yaml')) checkRanges(problems, text);
    },
  },
  {
    name: 'ignore',
    seeds: () => ['*.yaml\n!config.yaml\n/conf/**/x\n\\#a\n[a-z]*.py\n', '**\n!conf/\n', '[', '\\', 'a/**/b/\n'],
    run: (text) => {
      const host = memoryHost(
        new Map([
          ['.git/HEAD', ''],
          ['.gitignore', text],
          ['app.py', APP],
          ['conf/config.yaml', 'defaults: [{ db: x }]\na: ${b}\n'],
          ['conf/db/x.yaml', 'c: 1\n'],
        ]),
      );
      diagnose(createWorkspace(host, { folders: [ROOT] }).snapshot());
    },
  },
  {
    name: 'frames',
    seeds: () => [
      'Content-Length: 2\r\n\r\n{}',
      'Content-Length: 17\r\nContent-Type: x\r\n\r\n{"jsonrpc":"2.0"}Content-Length: 4\r\n\r\nnull',
      'Content-Length: 70\r\n\r\n{"id":1,"method":"initialize","params":{"capabilities":{},"rootUri":7}}',
      'Content-Length: 100\r\n\r\n{"id":1Content-Length: 2\r\n\r\n{}',
    ],
    run: (text, random) => {
      const bytes = Buffer.from(text);
      const read = (chunkOf: () => number): unknown[] => {
        const told: unknown[] = [];
        const gate = createGate();
        const take = createFramer({
          message: (value) => told.push([value, gate.judge(value)]),
          broken: (why) => told.push(why),
        });
        for (let at = 0; at < bytes.length; ) {
          const size = Math.max(1, chunkOf());
          take(bytes.subarray(at, at + size));
          at += size;
        }
        return told.filter((each) => typeof each !== 'string');
      };
      const whole = read(() => bytes.length);
      const cut = read(() => Math.floor(random() * 20));
      if (JSON.stringify(whole) !== JSON.stringify(cut))
        throw new Error(`chunks tell ${JSON.stringify(cut)}, the whole ${JSON.stringify(whole)}`);
    },
  },
  {
    name: 'features',
    seeds: () => [...configs(), ...requested('merge', 'yaml')],
    run: (text, random) => askAt('conf/config.yaml', text, random),
  },
  {
    name: 'features-python',
    seeds: () => python(),
    run: (text, random) => askAt('lib.py', text, random),
  },
];

const APP = `import hydra
from lib import *

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): print(cfg.a.b)
`;

/** A small project with one file that is nearly anything: all diagnostics, and every feature at one place. */
function askAt(path: string, text: string, random: () => number): void {
  const host = memoryHost(
    new Map([
      ['app.py', APP],
      ['lib.py', 'class Net:\n    def __init__(self, dim: int): ...\n'],
      ['run.sh', 'python app.py db=y a=1 +new.key=2\n'],
      ['conf/config.yaml', 'defaults: [{ db: x }, _self_]\na: { _target_: lib.Net, dim: "${db.c}" }\n'],
      ['conf/second.yaml', 'defaults: [config]\nb: ${a}\n'],
      ['conf/db/x.yaml', 'c: 1\n'],
      ['conf/db/y.yaml', 'defaults: [x]\nd: ${.c}\n'],
      [path, text],
    ]),
  );
  const snapshot = createWorkspace(host, { folders: [ROOT] }).snapshot();
  const uri = uriAt(path);
  checkRanges(diagnose(snapshot).get(uri) ?? [], text);
  const offset = Math.floor(random() * (text.length + 1));
  for (const { feature, params } of questionsIn(text, uri, offset, FEATURES)) {
    try {
      JSON.stringify(feature.answer(snapshot, params));
    } catch (error) {
      throw new Error(`${feature.method} at ${offset}: ${error}`, { cause: error });
    }
  }
}

/** Places lie within the text, and begin before they end. */
function checkRanges(value: unknown, text: string, seen = new Set<unknown>()): void {
  const queue: unknown[] = [value];
  for (let found = queue.pop(); queue.length > 0 || found !== undefined; found = queue.pop()) {
    if (typeof found !== 'object' || found === null || seen.has(found)) continue;
    seen.add(found);
    const { start, end } = found as { start?: unknown; end?: unknown };
    if (typeof start === 'number' && typeof end === 'number' && !(0 <= start && start <= end && end <= text.length))
      throw new Error(`a place from ${start} to ${end} in a text of ${text.length}`);
    if (found instanceof Map) queue.push(...found.values());
    else if (Array.isArray(found) || Object.getPrototypeOf(found) === Object.prototype)
      for (const each of Object.values(found)) if (typeof each === 'object') queue.push(each);
  }
}

function seedsOf(paths: readonly string[], endings: readonly string[]): () => readonly string[] {
  return () => files(REPOSITORY, paths, endings);
}

function files(root: string, paths: readonly string[], endings: readonly string[]): string[] {
  return paths.flatMap((path): string[] => {
    const real = join(root, path);
    if (!existsSync(real)) return [];
    if (statSync(real).isDirectory()) return files(real, readdirSync(real), endings);
    return endings.includes(extname(path)) ? [readFileSync(real, 'utf8')] : [];
  });
}

/** Real trees beside a checkout, where they are. */
function corpus(): readonly string[] {
  return files(join(REPOSITORY, '../shared/corpus'), ['trees'], ['.yaml']);
}

/** What the conformance tests ask of Hydra. */
function requested(file: string, key: string): string[] {
  const lines = readFileSync(join(REPOSITORY, `test/conformance/requests/${file}.jsonl`), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const text: unknown = line === '' ? undefined : JSON.parse(line)[key];
    return typeof text === 'string' ? [text] : [];
  });
}

function interpolations(): string[] {
  return requested('interpolation', 'yaml').flatMap((yaml) => [...yaml.matchAll(/\$\{.*\}/g)].map(([text]) => text));
}

function defaultsLists(): string[] {
  return configs().flatMap((text) => /^defaults:\n((?: *- .*\n)+)/m.exec(text)?.[1] ?? []);
}
