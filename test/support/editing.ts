// Somebody who works with the built server: types, saves, opens, closes, creates and deletes files, switches the focus and
// asks, at random and yet the same for the same seed. With faults: and whose editor, disk and wire do what they must not.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { FEATURES } from '../../server/src/features/index.ts';
import { SET_FOCUS } from '../../server/src/protocol.ts';
import { positionAt } from '../../server/src/text/index.ts';
import { FAULTS } from './faults.ts';
import { questionsIn } from './questions.ts';
import { randomFrom } from './random.ts';
import { type RawServer, rawServer } from './rawServer.ts';

const REPOSITORY = new URL('../../', import.meta.url).pathname;

/** The files that somebody has at hand, of a trainer and of a Lightning project. */
const FILES = [
  'trainer/configs/mamba.yaml',
  'trainer/configs/data.yaml',
  'trainer/configs/training.yaml',
  'trainer/trainer/trainer_registry.py',
  'trainer/hydrascope.yaml',
  'lightning/configs/train.yaml',
  'lightning/configs/model/classifier.yaml',
  'lightning/configs/model/net/resnet.yaml',
  'lightning/configs/data/spectrograms.yaml',
  'lightning/configs/experiment/baseline.yaml',
  'lightning/configs/callbacks/default.yaml',
  'lightning/configs/hparams_search/classifier_optuna.yaml',
];

/** What is typed, a character at a time: what is half of it lies in between. `%` is a number that is new each time. */
const WORDS = [
  'seq_len: %\n',
  'lr_%: ${optimizer.lr_%}\n',
  'new: "${oc.env:HOME}"\n',
  'defaults:\n  - data\n  - override /model: classifier\n  - _self_\n',
  '  - optional local: default_%\n',
  '_target_: torch.nn.Linear%\n',
  '# @package _global_\n',
  'a: { b: [1, 2, ${c}], "d": é😀 }\n',
  'text: |\n  one\n  two\n',
  '&anchor ',
  '*anchor',
  '<<: *anchor\n',
  '\tx',
  "'",
  '- ',
  '"mamba": "models.Mamba:Adapter%",\n',
  'class Extra%(Net):\n    def __init__(self, dim: int = 3): ...\n',
  '@',
  '\r\n',
];

/** What is on the disk now and then. */
const EXTRAS = [
  'lightning/configs/model/extra_0.yaml',
  'lightning/configs/model/extra_1.yaml',
  'lightning/configs/trainer/extra_2.yaml',
  'lightning/configs/experiment/extra_3.yaml',
  'trainer/configs/extra_4.yaml',
  'trainer/trainer/models/extra_5.py',
  'lightning/train.sh',
  'lightning/.vscode/launch.json',
];
const EXTRA_TEXTS = [
  'defaults:\n  - data\nseq_len: %\n',
  '# @package _global_\ndefaults:\n  - override /trainer: gpu\nseed: 3\nlost: ${nowhere}\n',
  '_target_: birdsong.models.classifier.Classifier\nlr: 0.1\n',
  'class Adapter:\n    pass\n',
  'python src/train.py trainer=gpu model.lr=0.2 +new=1 trainer.max_epcohs=3\n',
  '{ "configurations": [{ "program": "src/train.py", "args": ["trainer=gpu", "sed=3"] }] }\n',
  'a: [\n',
  '',
];
const FOLDERS = ['lightning/configs/logger', 'lightning/configs/model/net', 'trainer/schemas'];

/** A document that is open: what the client has of it. */
export interface OpenText {
  text: string;
  version: number;
}

/** All that a fault may do harm to, and what the client holds to be true. */
export interface Desk {
  readonly server: RawServer;
  readonly folder: string;
  readonly open: Map<string, OpenText>;
  readonly random: () => number;
  pick<T>(from: readonly T[]): T;
  uriOf(path: string): string;
  languageOf(path: string): string;
  /** Sends a change of an open document and remembers what it comes to. */
  change(path: string, start: number, end: number, text: string): void;
  tell(type: 1 | 2 | 3, ...paths: readonly string[]): void;
}

export interface Editing extends Desk {
  /** Changes of documents sent so far. */
  edits(): number;
  /** Does one thing and says which. */
  step(): Promise<string>;
  /** Puts everything back as it was at the beginning, with all files open, and waits until it was looked at. */
  calm(): Promise<void>;
  /** What a server that is started now on the same files, documents and focus says otherwise; `undefined`: nothing. */
  difference(places: number): Promise<string | undefined>;
  dispose(): void;
}

export interface EditingOptions {
  readonly seed: number;
  readonly hasFaults?: boolean;
  /** How the server is started, in the repository's folder. */
  readonly args?: string[];
  /** File descriptors beyond those of the protocol. */
  readonly stdio?: ('pipe' | 'inherit' | 'ignore')[];
}

/** Milliseconds in which the server looks at everything once more. */
const CALM = 5_000;

/** Two projects on the disk in one window. */
function madeWorkspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hydrascope-editing-'));
  const filter = (source: string) => !/outputs|__pycache__/.test(source);
  for (const name of ['configs', 'trainer', 'schemas', 'hydrascope.yaml'])
    cpSync(join(REPOSITORY, name), join(folder, 'trainer', name), { recursive: true, filter });
  cpSync(join(REPOSITORY, 'test/fixtures/lightning'), join(folder, 'lightning'), { recursive: true, filter });
  const packages = join(folder, 'lightning/.venv/lib/python3.11/site-packages');
  cpSync(join(REPOSITORY, 'test/fixtures/lightning-site-packages'), packages, { recursive: true, filter });
  return folder;
}

export async function startEditing({ seed, hasFaults = false, args, stdio }: EditingOptions): Promise<Editing> {
  const folder = madeWorkspace();
  const random = randomFrom(seed);
  const uriOf = (path: string) => pathToFileURL(join(folder, path)).href;
  const workspaceFolders = ['trainer', 'lightning'].map((name) => ({ uri: uriOf(name), name }));
  const server = rawServer(args, stdio === undefined ? {} : { stdio });
  await server.start(folder, { workspaceFolders });
  const open = new Map<string, OpenText>();
  const pristine = new Map(FILES.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  const pins = new Map<string, unknown>();
  let sent = 0;

  const desk: Desk = {
    server,
    folder,
    open,
    random,
    pick: <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T,
    uriOf,
    languageOf: (path) => (path.endsWith('.py') ? 'python' : path.endsWith('.yaml') ? 'yaml' : 'plaintext'),
    change: (path, start, end, text) => {
      const document = open.get(path);
      if (document === undefined) return;
      const range = { start: positionAt(document.text, start), end: positionAt(document.text, end) };
      document.text = document.text.slice(0, start) + text + document.text.slice(end);
      document.version++;
      sent++;
      const textDocument = { uri: uriOf(path), version: document.version };
      server.notify('textDocument/didChange', { textDocument, contentChanges: [{ range, text }] });
    },
    tell: (type, ...paths) =>
      server.notify('workspace/didChangeWatchedFiles', { changes: paths.map((path) => ({ uri: uriOf(path), type })) }),
  };
  const { pick, tell } = desk;

  const opened = (path: string): OpenText => {
    const document = open.get(path);
    if (document !== undefined) return document;
    const text = existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : '';
    const made = { text, version: 1 };
    open.set(path, made);
    server.notify('textDocument/didOpen', {
      textDocument: { uri: uriOf(path), languageId: desk.languageOf(path), ...made },
    });
    return made;
  };
  /** Any feature, at any place of any document; an error is an answer. */
  const ask = async (path: string, offset: number): Promise<void> => {
    const { feature, params } = pick(questionsIn(open.get(path)?.text ?? '', uriOf(path), offset, FEATURES));
    await server.ask(feature.method, params);
  };
  /** An editor takes a line break for one character. */
  const placeIn = (text: string): number => {
    const at = Math.floor(random() * (text.length + 1));
    const lineStart = text.lastIndexOf('\n', at - 1) + 1;
    return random() < 0.6 ? lineStart : wholeCharacter(text, at);
  };

  const type = async (): Promise<void> => {
    const path = pick(FILES);
    let at = placeIn(opened(path).text);
    const word = pick(WORDS).replaceAll('%', String(sent));
    for (const letter of word.match(/\r\n|./gsu) ?? []) {
      desk.change(path, at, at, letter);
      at += letter.length;
      const position = positionAt(open.get(path)?.text ?? '', at);
      if (random() < 0.4) await server.ask('textDocument/completion', { textDocument: { uri: uriOf(path) }, position });
    }
    await ask(path, at);
  };
  const erase = async (): Promise<void> => {
    const path = pick(FILES);
    const { text } = opened(path);
    const start = placeIn(text);
    desk.change(path, start, wholeCharacter(text, Math.min(text.length, start + Math.floor(random() * 40))), '');
    await ask(path, start);
  };
  const undo = async (): Promise<void> => {
    const path = pick(FILES);
    desk.change(path, 0, opened(path).text.length, pristine.get(path) ?? '');
  };
  const save = async (): Promise<void> => {
    const path = pick([...open.keys(), pick(FILES)]);
    if (!existsSync(dirname(join(folder, path)))) return;
    writeFileSync(join(folder, path), open.get(path)?.text ?? pristine.get(path) ?? '');
    tell(2, path);
  };
  const close = async (): Promise<void> => {
    const path = pick([...open.keys()]);
    if (path === undefined) return;
    open.delete(path);
    server.notify('textDocument/didClose', { textDocument: { uri: uriOf(path) } });
  };
  const create = async (): Promise<void> => {
    const path = pick(EXTRAS);
    const isThere = existsSync(join(folder, path));
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), pick(EXTRA_TEXTS).replaceAll('%', String(sent)));
    tell(isThere ? 2 : 1, path);
    if (random() < 0.3) opened(path);
    await ask(path, 0);
  };
  const remove = async (): Promise<void> => {
    const path = pick(EXTRAS);
    rmSync(join(folder, path), { force: true });
    tell(3, path);
  };
  const moveBetween = (from: string, to: string): void => {
    renameSync(join(folder, from), join(folder, to));
    tell(3, from);
    tell(1, to);
  };
  const moveFolder = async (): Promise<void> => {
    const path = pick(FOLDERS);
    const [from, to] = existsSync(join(folder, path)) ? [path, `${path}_moved`] : [`${path}_moved`, path];
    moveBetween(from, to);
  };
  const focus = async (): Promise<void> => {
    const [root, names] = pick([
      ['trainer/configs', ['mamba', 'gpt2', 'gone']],
      ['lightning/configs', ['train', 'eval']],
    ] as const);
    const overrides = pick([[], ['seed=5'], ['+added=1', 'trainer=gpu'], ['broken=[']]);
    const pin = random() < 0.4 ? null : { name: pick(names), overrides };
    if (pin === null) pins.delete(root);
    else pins.set(root, pin);
    server.notify(SET_FOCUS, { root: uriOf(root), pin });
  };
  const look = async (): Promise<void> => {
    const path = pick([...open.keys(), pick(FILES)]);
    await ask(path, placeIn(open.get(path)?.text ?? ''));
  };
  // Longer than the publisher waits for the next key press.
  const rest = () => sleep(60);

  const deeds: readonly (readonly [share: number, deed: () => Promise<void>, name?: string])[] = [
    [24, type],
    [8, erase],
    [12, undo],
    [6, save],
    [5, close],
    [5, create],
    [4, remove],
    [1, moveFolder],
    [4, focus],
    [24, look],
    [4, rest],
    ...(hasFaults ? FAULTS.map((fault) => [4, () => fault(desk), fault.name] as const) : []),
  ];
  const shares = deeds.reduce((sum, [share]) => sum + share, 0);

  return {
    ...desk,
    edits: () => sent,
    step: async () => {
      let left = random() * shares;
      for (const [share, deed, name = deed.name] of deeds) {
        left -= share;
        if (left >= 0) continue;
        await deed();
        if (server.process.exitCode !== null) throw new Error(`the server ended with ${server.process.exitCode}`);
        return name;
      }
      throw new Error('the shares of all deeds are fewer than their sum');
    },
    calm: async () => {
      for (const path of FOLDERS) if (!existsSync(join(folder, path))) moveBetween(`${path}_moved`, path);
      for (const path of EXTRAS) {
        rmSync(join(folder, path), { force: true });
        tell(3, path);
      }
      for (const path of [...open.keys()]) {
        open.delete(path);
        server.notify('textDocument/didClose', { textDocument: { uri: uriOf(path) } });
      }
      for (const [root] of pins) server.notify(SET_FOCUS, { root: uriOf(root), pin: null });
      pins.clear();
      for (const [path, text] of pristine) {
        writeFileSync(join(folder, path), text);
        tell(2, path);
        opened(path);
      }
      for (const path of FILES) await ask(path, 0);
      await sleep(CALM);
    },
    difference: async (places) => {
      const fresh = rawServer();
      try {
        await fresh.start(folder, { workspaceFolders });
        for (const [root, pin] of pins) fresh.notify(SET_FOCUS, { root: uriOf(root), pin });
        for (const [path, document] of open) {
          const textDocument = { uri: uriOf(path), languageId: desk.languageOf(path), ...document };
          fresh.notify('textDocument/didOpen', { textDocument });
        }
        for (let count = 0; count < places; count++) {
          const path = pick([...open.keys(), pick(FILES), pick(EXTRAS)]);
          const text = open.get(path)?.text ?? '';
          for (const { feature, params } of questionsIn(text, uriOf(path), placeIn(text), FEATURES)) {
            // Each server counts its own answers, and this one tells what is new since one of them.
            if (feature.method === 'textDocument/semanticTokens/full/delta') continue;
            const [old, now] = await Promise.all([server, fresh].map((each) => each.ask(feature.method, params)));
            const said = (answer: typeof old) => withoutCount(answer?.result ?? answer?.error);
            if (!isDeepStrictEqual(said(old), said(now)))
              return `${feature.method} ${JSON.stringify(params)}\n${JSON.stringify(said(old))}\n${JSON.stringify(said(now))}`;
          }
        }
        return await differentlyTold(server, fresh);
      } finally {
        fresh.process.kill('SIGKILL');
      }
    },
    dispose: () => {
      server.process.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withoutCount(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('resultId' in answer)) return answer;
  const { resultId: _, ...rest } = answer;
  return rest;
}

/** Diagnostics are told when there is time: what is told last has to be the same. */
async function differentlyTold(server: RawServer, fresh: RawServer): Promise<string | undefined> {
  let [old, now] = [server.published(), fresh.published()];
  for (let tries = 0; tries < 200 && !isDeepStrictEqual(old, now); tries++) {
    await sleep(50);
    [old, now] = [server.published(), fresh.published()];
  }
  for (const uri of new Set([...old.keys(), ...now.keys()])) {
    if (isDeepStrictEqual(old.get(uri), now.get(uri))) continue;
    return `diagnostics of ${uri}\n${JSON.stringify(old.get(uri))}\n${JSON.stringify(now.get(uri))}`;
  }
  return undefined;
}

/** An editor never cuts a character or a line break in two. */
function wholeCharacter(text: string, offset: number): number {
  const isCut =
    /^[\uDC00-\uDFFF]/.test(text.slice(offset, offset + 1)) || text.slice(offset - 1, offset + 1) === '\r\n';
  return isCut ? offset - 1 : offset;
}
