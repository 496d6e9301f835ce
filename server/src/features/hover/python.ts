import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import { nodeAt } from '../../compose/index.ts';
import { compositionName, primaryKeysOf, type Snapshot } from '../../project/index.ts';
import { toLspRange } from '../convert.ts';
import { explain } from '../explain.ts';
import type { At } from '../locate.ts';
import { code, escapeMarkdown } from '../markdown.ts';
import { keyInPython, searchIn } from '../uses/index.ts';

/** More primary configs than these are not asked whether they have a key. */
const MOST_ASKED = 20;

/** What a key is that a program reads, in the first primary config that has it: its value and who decided it. */
export function hoverPython(snapshot: Snapshot, at: At): Hover | undefined {
  const search = searchIn(snapshot);
  const read = keyInPython(search, at.uri, at.offset);
  for (const { root: rootUri, path } of read?.addresses ?? []) {
    const own = search.roots.find(({ root }) => root.uri === rootUri);
    const keys = own === undefined ? [] : primaryKeysOf(snapshot, own.root).slice(0, MOST_ASKED);
    for (const key of keys) {
      const composition = snapshot.compose(key);
      const node = nodeAt(composition.root, path);
      if (node === undefined || read === undefined) continue;
      const { value, type, writes } = explain(snapshot, composition, path, node);
      const [first] = writes;
      const target = first?.target;
      const place =
        target === undefined
          ? ''
          : `, set in [${escapeMarkdown(first?.place ?? '')}](${target.uri}#L${target.line + 1})`;
      const shown = `**${code(`${path.join('.')}: ${type} = ${value}`)}**\n\nin ${code(compositionName(key))}${place}`;
      const text = snapshot.files.file(at.uri)?.text ?? '';
      return { contents: { kind: MarkupKind.Markdown, value: shown }, range: toLspRange(text, read.range) };
    }
  }
  return undefined;
}
