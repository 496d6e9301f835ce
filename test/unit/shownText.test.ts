import { describe, expect, it } from 'vitest';
import { unlinked, visible } from '../../client/src/shownText.ts';
import { code, plain } from '../../client/src/views/treeRow.ts';
import { withShownText } from '../../server/src/lsp/shownText.ts';
import { printable } from '../../server/src/text/index.ts';

const EVIL = 'l\u200br\u202e';
const SHOWN = 'l\\u200br\\u202e';

describe('what an editor shows of an answer', () => {
  it.each([
    [
      'inlayHint',
      [{ position: { line: 0, character: 1 }, label: EVIL }],
      [{ position: { line: 0, character: 1 }, label: SHOWN }],
    ],
    [
      'inlayHint',
      [{ label: [{ value: EVIL, location: { uri: EVIL } }] }],
      [{ label: [{ value: SHOWN, location: { uri: EVIL } }] }],
    ],
    [
      'codeLens',
      [{ command: { title: EVIL, command: EVIL, arguments: [EVIL] } }],
      [{ command: { title: SHOWN, command: EVIL, arguments: [EVIL] } }],
    ],
    ['codeAction', [{ title: EVIL, edit: { title: EVIL } }], [{ title: SHOWN, edit: { title: EVIL } }]],
    [
      'documentSymbol',
      [{ name: EVIL, detail: EVIL, children: [{ name: EVIL }] }],
      [{ name: SHOWN, detail: SHOWN, children: [{ name: SHOWN }] }],
    ],
    [
      'completion',
      {
        isIncomplete: false,
        items: [{ label: EVIL }, { label: 'a', insertText: EVIL, labelDetails: { detail: EVIL } }],
      },
      {
        isIncomplete: false,
        items: [
          { label: SHOWN, filterText: EVIL, insertText: EVIL },
          { label: 'a', filterText: 'a', insertText: EVIL, labelDetails: { detail: SHOWN } },
        ],
      },
    ],
    [
      'completion',
      { items: [{ label: EVIL, filterText: 'f', textEdit: { newText: EVIL } }] },
      { items: [{ label: SHOWN, filterText: 'f', textEdit: { newText: EVIL } }] },
    ],
    ['rename', { changes: { a: [{ newText: EVIL }] } }, { changes: { a: [{ newText: EVIL }] } }],
  ])('has each letter in it, and what is written stays: %s', (method, answer, shown) => {
    expect(withShownText(`textDocument/${method}`, answer)).toEqual(shown);
  });

  it('is the same object where nothing is unseen', () => {
    const answer = { items: [{ label: 'a', kind: 1 }] };
    expect(withShownText('textDocument/completion', answer)).toBe(answer);
    expect(withShownText('textDocument/completion', undefined)).toBeUndefined();
  });
});

describe('the client', () => {
  it('shows what the server would, letter by letter', () => {
    const differing: string[] = [];
    for (let point = 0x20; point <= 0x10ffff; point++) {
      const text = `a${String.fromCodePoint(point)}b`;
      if (visible(text) !== printable(text)) differing.push(point.toString(16));
    }
    expect(differing).toEqual([]);
  });

  it('makes no links, no icons and no markup of it', () => {
    expect(unlinked(visible('[a](command:b)\n\u202ec'))).toBe('[a] (command:b) \\u202ec');
    expect(code(EVIL)).toBe(`\`${SHOWN}\``);
    expect(visible(plain('[a](command:b)'))).toBe('\\[a\\]\\(command:b\\)');
  });
});
