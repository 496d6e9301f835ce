import { describe, expect, it } from 'vitest';
import { type HydraVersion, parseYaml, rootFor, toPlain, type ValueNode } from '../../server/src/text/index.ts';

const URI = 'file:///config.yaml';

function read(text: string) {
  return parseYaml(URI, text);
}

/** Class and message of the first refusal that concerns a version. */
function refusal(text: string, version: HydraVersion) {
  const found = read(text).problems.find((problem) => (problem.version ?? version) === version)?.refusal;
  return found === undefined ? undefined : `${found.errorClass}: ${found.message}`;
}

function scalars(node: ValueNode | undefined): Extract<ValueNode, { kind: 'scalar' }>[] {
  if (node === undefined) return [];
  if (node.kind === 'scalar') return [node];
  const below = node.kind === 'list' ? [...node.items] : [...node.entries.values()].map((entry) => entry.value);
  return below.flatMap(scalars);
}

describe('places', () => {
  it('of a scalar are those of its text, without anchor, tag, blanks and comments', () => {
    const text = [
      'a: word # comment',
      'b: "two words"',
      "c: &x 'it''s'",
      'd: !!str 5',
      'e: {f: [1.5, "]"], g:   null }',
      'h:',
      '- on',
      '- several',
      '  lines',
      'i: |-',
      '  block',
      '',
      'j: ${a.b}',
      'é😀: behind',
      '',
    ].join('\n');
    expect(scalars(read(text).root).map(({ range }) => text.slice(range.start, range.end))).toEqual([
      'word',
      '"two words"',
      "'it''s'",
      '5',
      '1.5',
      '"]"',
      'null',
      'on',
      'several\n  lines',
      '|-\n  block',
      '${a.b}',
      'behind',
    ]);
  });

  it('of keys and collections', () => {
    const text = 'a:\n  b: [1,\n2]\n  "c": {d: e}\nf: g\n';
    const { root } = read(text);
    const shown = (node: ValueNode | undefined): string[] =>
      node?.kind === 'map'
        ? [...node.entries.values()].flatMap(({ keyRange, value }) => [
            text.slice(keyRange.start, keyRange.end),
            ...(value.kind === 'scalar' ? [] : [text.slice(value.range.start, value.range.end)]),
            ...shown(value),
          ])
        : [];
    expect(shown(root)).toEqual(['a', 'b: [1,\n2]\n  "c": {d: e}', 'b', '[1,\n2]', '"c"', '{d: e}', 'd', 'f']);
  });

  it('stay those of the editor behind a byte order mark and behind other line ends', () => {
    for (const text of ['\ufeffa: 1\nbc: two\n', 'a: 1\r\nbc: two\r\n', 'a: 1\rbc: two\r', 'a: 1\x85bc: two\u2028']) {
      const range = scalars(read(text).root)[1]?.range;
      expect(text.slice(range?.start, range?.end)).toBe('two');
    }
  });

  it('of a refusal are where the loader stopped, with its line and column', () => {
    const text = 'a: 1\nb: x: y\n';
    const [problem] = read(text).problems;
    expect(problem?.span).toEqual({ uri: URI, start: 9, end: 10 });
    expect(problem?.refusal?.message).toBe(
      'mapping values are not allowed here\n  in "/config.yaml", line 2, column 5',
    );
  });
});

describe('versions', () => {
  it('that both refuse a text say it in their own words', () => {
    expect(refusal('a: [1, 2\n', '1.3')).toMatch(
      /^ParserError: while parsing a flow sequence\n.*\nexpected ',' or ']', but got/,
    );
    expect(refusal('a: [1, 2\n', '1.4')).toMatch(
      /^ParserError: while parsing a flow sequence\n.*\ndid not find expected/,
    );
  });

  it('that say the same are one problem', () => {
    const { problems } = read('a: 1\na: 2\n');
    expect(problems.map(({ code, version }) => [code, version])).toEqual([['HS102', undefined]]);
  });

  it('of which one alone refuses a text: the other tree is there', () => {
    const tab = 'a:\t1\n';
    expect(refusal(tab, '1.3')).toMatch(/^ScannerError/);
    expect(refusal(tab, '1.4')).toBeUndefined();
    expect(toPlain(read(tab).root as ValueNode)).toEqual({
      t: 'dict',
      v: [
        [
          { t: 'str', v: 'a' },
          { t: 'int', v: 1n },
        ],
      ],
    });
    const directive = '%FOO\n---\na: 1\n';
    expect(refusal(directive, '1.3')).toBeUndefined();
    expect(refusal(directive, '1.4')).toMatch(/^ScannerError/);
  });

  it('that read something else have each its tree', () => {
    const merged = read('a: {<<: {x: 1, z: 0}, y: 2, x: 3}\n');
    const keys = (version: HydraVersion) => {
      const a = rootFor(merged, version);
      const value = a?.kind === 'map' ? a.entries.get('a')?.value : undefined;
      return value?.kind === 'map' ? [...value.entries.keys()] : [];
    };
    expect([keys('1.3'), keys('1.4')]).toEqual([
      ['x', 'z', 'y'],
      ['z', 'y', 'x'],
    ]);
    expect(read('a: {<<: {x: 1}, y: 2}\n').later).toBeUndefined();
  });
});

describe('broken text', () => {
  it('gives what can be read, and its repeated keys', () => {
    const { root, problems } = read('a: 1\nb: [x\nc: 2\na: 3\n');
    expect(root?.kind === 'map' && [...root.entries.keys()]).toContain('a');
    expect(problems.map(({ code }) => code)).toContain('HS101');
    const repeated = read('a: 1\na: 2\nb: "x\n');
    expect(repeated.problems.map(({ code }) => code)).toEqual(expect.arrayContaining(['HS101', 'HS102']));
  });

  it('never throws, at every length of a text with everything in it', () => {
    const text = '%YAML 1.1\n---\n? [a, {b: c}]\n: !!str &x |2-\n  d\n<<: [*x, {}]\n"q\\u0041": \'r\'\n- e\n...\n';
    for (let end = 0; end <= text.length; end++) {
      for (const added of ['', '\n', ' [', '"', ': ', '\t&']) {
        expect(() => read(text.slice(0, end) + added + text.slice(end))).not.toThrow();
      }
    }
  });

  const count = 20_000;
  it.each([
    ['open lists', '['.repeat(count), 'RecursionError'],
    ['open maps', '{a: '.repeat(count), 'RecursionError'],
    ['dashes', '- '.repeat(count), 'RecursionError'],
    ['question marks', '? '.repeat(count), 'RecursionError'],
    ['a chain of aliases', chain(300), 'RecursionError'],
    ['repeated keys', 'a: 1\n'.repeat(2_000), 'ConstructorError'],
    ['closing brackets', ']'.repeat(count), 'ParserError'],
    ['an alias bomb', bomb((below) => `[${below}, ${below}, ${below}]`), 'ConstructorError'],
    ['a bomb of merge keys', bomb((below) => `{<<: [${below}, ${below}]}`), 'ConstructorError'],
    ['an alias in itself', 'a: &a [*a, {b: *a}]\n', 'RecursionError'],
  ])('is bounded: %s', (_, text, errorClass) => {
    expect(refusal(text, '1.3')).toMatch(new RegExp(`^${errorClass}`));
    expect(refusal(text, '1.4')).toBeDefined();
    expect(read(text).problems.length).toBeLessThan(300);
  });
});

function bomb(level: (below: string) => string): string {
  const lines = Array.from({ length: 30 }, (_, index) => `a${index + 1}: &a${index + 1} ${level(`*a${index}`)}`);
  return `${['a0: &a0 {x: 1}', ...lines].join('\n')}\n`;
}

function chain(length: number): string {
  const lines = Array.from({ length }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]`);
  return `a0: &a0 [1]\n${lines.join('\n')}\nb: *a${length}\n`;
}

describe('a half-typed key', () => {
  const shown = (node: ValueNode | undefined): unknown => {
    if (node === undefined) return undefined;
    if (node.kind === 'list') return node.items.map(shown);
    if (node.kind === 'map')
      return Object.fromEntries([...node.entries].map(([name, { value }]) => [name, shown(value)]));
    return 'v' in node.leaf ? String(node.leaf.v) : node.leaf.t;
  };

  it.each([
    ['above another key', 'a: 1\nseq_l\nb: 2\n', { a: '1', seq_l: 'null', b: '2' }],
    ['above another key, with CRLF', 'a: 1\r\nseq_l\r\nb: 2\r\n', { a: '1', seq_l: 'null', b: '2' }],
    ['at the very beginning', 'seq_l\nb: 2\n', { seq_l: 'null', b: '2' }],
    ['above the defaults', '# @package _global_\nde\ndefaults:\n  - a\n', { de: 'null', defaults: ['a'] }],
    ['at the beginning of a mapping', 'm:\n  d\n  w: 3\nx: 1\n', { m: { d: 'null', w: '3' }, x: '1' }],
    ['at the end', 'm:\n  w: 3\n  d', { m: { w: '3', d: 'null' } }],
    ['above what stands below it', 'm:\n  w: 3\n  d\n    e: 4\nx: 1\n', { m: { w: '3', d: { e: '4' } }, x: '1' }],
    ['of several words', 'a: 1\ntwo words # and more\nb: 2\n', { a: '1', 'two words': 'null', b: '2' }],
    ['twice', 'a\nb\nc: 1\n', { a: 'null', b: 'null', c: '1' }],
    ['in quotes', 'a: 1\n"se"\nb: 2\n', { a: '1', se: 'null', b: '2' }],
    ['behind a block', 'a: |\n  x\nfoo\nb: 1\n', { a: 'x\n', foo: 'null', b: '1' }],
  ])('is one, %s', (_, text, expected) => {
    expect(refusal(text, '1.3')).toBeDefined();
    expect(refusal(text, '1.4')).toBeDefined();
    expect(shown(read(text).root)).toEqual(expected);
  });

  it('stands where it is written', () => {
    const { root } = read('a: 1\nseq_l\nb: 2\n');
    const entries = root?.kind === 'map' ? [...root.entries.values()] : [];
    expect(entries.map(({ keyRange }) => [keyRange.start, keyRange.end])).toEqual([
      [0, 1],
      [5, 10],
      [11, 12],
    ]);
    expect(entries[1]?.value.range).toEqual({ start: 10, end: 10 });
  });

  it.each([
    ['text that goes on', 'm: this is\n  text\nx: 1\n', { m: 'this is text', x: '1' }],
    ['text by itself', 'one\ntwo\n', { 'one two': 'null' }],
    ['text below a key', 'm:\n  one\n  two\nx: 1\n', { m: 'one two', x: '1' }],
  ])('is none where a loader reads something else: %s', (_, text, expected) => {
    expect(refusal(text, '1.3')).toBeUndefined();
    expect(shown(read(text).root)).toEqual(expected);
  });

  it('is bounded however many there are', () => {
    const words = `${'word\n'.repeat(20_000)}last: 1\n`;
    const { root } = read(words);
    expect(root?.kind === 'map' && [...root.entries.keys()]).toEqual(['word', 'last']);
  });

  // Found by test/fuzz: nothing was left of a word of white space, and it was read again for ever.
  it.each([':\u0085\ufeff\u0085 a\u0085', 'a: 1\n\u00a0\n b: 2\n', '\u3000\nb: 2\n'])('ends with %j', (text) => {
    expect(read(text).problems).not.toEqual([]);
  });
});

it('tells of nothing at the end of a text within the text', () => {
  for (const text of ['a: !set_type', 'defaults:\n !hyd', '!x', '']) {
    for (const { span } of read(text).problems)
      expect([span.start <= span.end, span.end <= text.length], text).toEqual([true, true]);
  }
  expect(read('a: !set_type').problems).toMatchObject([{ span: { start: 11, end: 12 } }]);
});

describe('limits of Hydra 1.4', () => {
  it('hold for it alone', () => {
    const text = `a: [${'1,'.repeat(10_000)}]\n`;
    expect(refusal(text, '1.3')).toBeUndefined();
    expect(refusal(text, '1.4')).toMatch(
      /^ConstructorError: YAML node expansion exceeds the configured limit of 10000\./,
    );
    expect(refusal(`a: [${'1,'.repeat(9_990)}]\n`, '1.4')).toBeUndefined();
  });
});
