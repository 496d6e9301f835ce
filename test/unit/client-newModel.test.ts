import { describe, expect, it } from 'vitest';
import {
  adapterRows,
  bareName,
  changedText,
  nameFault,
  typeOfName,
  typeRows,
} from '../../client/src/newModel/newModelRows.ts';
import type { ModelRegistry } from '../../server/src/protocol.ts';

const REGISTRY: ModelRegistry = {
  key: 'type',
  label: 'MODELS (models.py)',
  types: [
    { name: 'gpt', adapter: 'models:Gpt', configs: ['gpt'] },
    { name: 'state-space', adapter: 'models:Mamba', configs: [] },
  ],
  usual: 'state-space',
  joint: '-',
  base: 'Adapter',
  isOpen: true,
};

describe('the name of a new model config', () => {
  it.each([
    ['my_model', undefined],
    [' my.model-2.yaml ', undefined],
    ['', 'empty'],
    ['.yaml', 'empty'],
    ['a/b', 'characters'],
    ['-a', 'characters'],
    ['a b', 'characters'],
    ['gpt', 'taken'],
    ['GPT.yaml', 'taken'],
  ])('%j: %s', (name, fault) => {
    expect(nameFault(name, ['gpt'])).toBe(fault);
  });

  it('is the file without its ending, and gives the type its name in the style of the others', () => {
    expect(bareName(' my_model.yml ')).toBe('my_model');
    expect(typeOfName('My_new.model', REGISTRY)).toBe('my-new-model');
    expect(typeOfName('My-model', { ...REGISTRY, joint: '_' })).toBe('my_model');
  });
});

describe('the rows', () => {
  const types = (name: string, typed: string, registry = REGISTRY) =>
    typeRows(registry, name, typed).map(({ type, isNew }) => (isNew ? `new ${type}` : type));

  it('offer a new type by the name, then by what is typed, and none where that is registered', () => {
    expect(types('my_model', '')).toEqual(['new my-model', 'gpt', 'state-space']);
    expect(types('my_model', ' Other ')).toEqual(['new Other', 'gpt', 'state-space']);
    expect(types('my_model', 'gpt')).toEqual(['gpt', 'state-space']);
    expect(types('state_space', '')).toEqual(['gpt', 'state-space']);
    expect(types('my_model', '', { ...REGISTRY, isOpen: false })).toEqual(['gpt', 'state-space']);
  });

  it('offer adapters like the usual type first, then from scratch, shared, and none', () => {
    expect(adapterRows(REGISTRY).map(({ adapter }) => adapter)).toEqual([
      { kind: 'skeleton', like: 'state-space' },
      { kind: 'skeleton', like: 'gpt' },
      { kind: 'skeleton' },
      { kind: 'shared', like: 'state-space' },
      { kind: 'shared', like: 'gpt' },
      { kind: 'later' },
    ]);
    const { base, usual, ...rest } = REGISTRY;
    expect(adapterRows(rest).filter(({ adapter }) => adapter.kind === 'skeleton')).toHaveLength(2);
  });
});

it('a change is put into the text at its place, in CRLF files too', () => {
  const at = (line: number, character: number) =>
    ({ kind: 'insert', uri: '', at: { line, character }, text: '+' }) as const;
  expect(changedText(at(1, 1), 'ab\r\ncd')).toBe('ab\r\nc+d');
  expect(changedText(at(0, 0), '')).toBe('+');
  expect(changedText(at(9, 9), 'ab\ncd')).toBe('ab\ncd+');
  expect(changedText({ kind: 'create', uri: '', text: 'new' }, 'old')).toBe('new');
});
