// Addresses, lines and near names: the small things that everything else trusts.
import { describe, expect, it } from 'vitest';
import {
  canonicalUri,
  isLikelyMisspelling,
  joinUri,
  nameOfUri,
  nearest,
  offsetAt,
  parentUri,
  pathBelow,
  positionAt,
  withPiece,
} from '../../server/src/text/index.ts';
import { randomOf } from '../support/randomEdits.ts';

describe('addresses', () => {
  it.each([
    ['file:///a/b%20c', 'file:///a/b%20c'],
    ['file:///a/b c', 'file:///a/b%20c'],
    ['file:///C:/x', 'file:///c%3A/x'],
    ['file:///c%3A/x', 'file:///c%3A/x'],
    ['file:///a/', 'file:///a'],
    ['file:///', 'file://'],
    ['file://memfs~/', 'file://memfs~'],
    ['file://memfs~', 'file://memfs~'],
    ['file:///%E4%BD%A0', 'file:///%E4%BD%A0'],
    ['file:///100%', 'file:///100%25'],
    ['untitled:Untitled-1', 'untitled:Untitled-1'],
    ['file:///C%3A/x', 'file:///c%3A/x'],
    ['file:///c:/X/%e4%bd%a0', 'file:///c%3A/X/%E4%BD%A0'],
    ['file://server/share/a b', 'file://server/share/a%20b'],
    ["file:///a/(b)!'*", "file:///a/%28b%29!'*"],
    ['file:///a/%28b%29%21%27%2A', "file:///a/%28b%29!'*"],
    ['file:///a/%23%3F', 'file:///a/%23%3F'],
    ['file:///a/\ud800', 'file:///a/%EF%BF%BD'],
  ])('%s has one spelling', (given, expected) => {
    expect(canonicalUri(given)).toBe(expected);
    expect(canonicalUri(canonicalUri(given))).toBe(expected);
  });

  it('are joined and taken apart', () => {
    expect(joinUri('file:///a/b', '../c/./d e')).toBe('file:///a/c/d%20e');
    expect(joinUri('file:///a', 'half \udc00 a letter')).toBe('file:///a/half%20%EF%BF%BD%20a%20letter');
    expect(joinUri('file:///c%3A/a', '../../../b')).toBe('file:///c%3A/b');
    expect(joinUri(canonicalUri('file:///'), 'a')).toBe('file:///a');
    expect(joinUri('file:///a', '../../b')).toBe('file:///b');
    expect(pathBelow(canonicalUri('file:///'), 'file:///a/b')).toBe('a/b');
    expect(parentUri('file:///a')).toBe(canonicalUri('file:///'));
    expect(parentUri('file:///a/b')).toBe('file:///a');
    expect(nameOfUri('file:///a/b%20c')).toBe('b c');
    expect(pathBelow('file:///a', 'file:///a/b%20c/d')).toBe('b c/d');
    expect(pathBelow('file:///a', 'file:///ab/c')).toBeUndefined();
  });
});

describe('lines', () => {
  const text = 'ab\r\ncd\n\ref';

  it.each([
    [0, 0, 0],
    [2, 0, 2],
    [4, 1, 0],
    [7, 2, 0],
    [8, 3, 0],
    [10, 3, 2],
  ])('offset %i is line %i, character %i, and back', (offset, line, character) => {
    expect(positionAt(text, offset)).toEqual({ line, character });
    expect(offsetAt(text, { line, character })).toBe(offset);
  });

  it('take positions outside for the nearest end', () => {
    expect(offsetAt(text, { line: 99, character: 0 })).toBe(text.length);
    expect(offsetAt('ab\ncd', { line: 0, character: 99 })).toBe(2);
    expect(offsetAt(text, { line: 3, character: -1 })).toBe(8);
  });
});

describe('the nearest name', () => {
  const keys = ['seq_len', 'val_tokens', 'num_iterations', 'type', 'model_cfg', 'n_mtp_tokens'];

  it.each([
    ['seq_lne', 'seq_len'],
    ['train_seq_len', 'seq_len'],
    ['val_token', 'val_tokens'],
    ['num_iteration', 'num_iterations'],
    ['Type', 'type'],
    ['iterations', 'num_iterations'],
    ['xyz', undefined],
    ['', undefined],
  ])('of %s is %s', (name, expected) => {
    expect(nearest(name, keys)).toBe(expected);
  });

  it.each([
    ['b', 'db', undefined],
    ['l', 'lr', undefined],
    ['pq', 'pg', 'pg'],
    ['rl', 'lr', 'lr'],
    ['lrr', 'lr', 'lr'],
    ['gt', 'gpt', 'gpt'],
    ['dym', 'dim', 'dim'],
    ['A', 'a', 'a'],
  ])('of the short %s, where %s is, is %s', (name, candidate, expected) => {
    expect(nearest(name, [candidate])).toBe(expected);
  });

  it.each([
    ['seq_lne', 'seq_len', true],
    ['train_seq_len', 'seq_len', true],
    ['seq_ln', 'seq_len', true],
    ['rl', 'lr', true],
    ['lrr', 'lr', true],
    ['lrs', 'lr', false],
    ['lt', 'lr', false],
    ['id', 'ids', false],
    ['layer1', 'layer2', false],
    ['d_k', 'd_v', false],
    ['x_min', 'y_min', false],
  ])('%s for %s is a misspelling: %s', (name, meant, expected) => {
    expect(isLikelyMisspelling(name, meant)).toBe(expected);
  });
});

describe('a text with another piece', () => {
  const random = randomOf(7);
  const pick = (below: number) => Math.floor(random() * below);
  const some = (count: number) => Array.from({ length: count }, () => 'a\r\n'[pick(3)]).join('');

  it('has the lines that it would have by itself, wherever it is cut', () => {
    let text = some(40);
    for (let turn = 0; turn < 3_000; turn++) {
      const start = pick(text.length + 1);
      const end = Math.min(text.length, start + pick(6));
      const piece = some(pick(7));
      const made = withPiece(text, start, end, piece);
      expect(made).toBe(text.slice(0, start) + piece + text.slice(end));
      const offset = pick(made.length + 1);
      const before = made.slice(0, offset);
      // What ends with half of a line break is still in that line.
      const lines = made.startsWith('\n', offset) && before.endsWith('\r') ? before.slice(0, -1) : before;
      const own = lines.split(/\r\n|\r|\n/);
      const character = (own.at(-1) ?? '').length + before.length - lines.length;
      expect(positionAt(made, offset), JSON.stringify([text, start, end, piece, offset])).toEqual({
        line: own.length - 1,
        character,
      });
      text = made;
    }
  });
});
