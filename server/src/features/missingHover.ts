import type { KeyPath } from '../compose/index.ts';
import { fileLabel, type Placed, type Snapshot, type Usage } from '../project/index.ts';
import { broughtKeys } from './broughtKeys.ts';
import { code, escapeMarkdown } from './markdown.ts';

/** Who could give a value to a key that has none: the command line, and configs that set the key when they are chosen. */
export function missingContents(snapshot: Snapshot, { root }: Placed, { composition }: Usage, path: KeyPath): string {
  const key = path.join('.');
  const lines = [`Nothing sets it yet: a run needs ${code(`${key}=…`)}.`];
  const there = new Set(composition.defaultsList.map(({ file }) => file.uri));
  const others = (broughtKeys(snapshot, root.uri).at.get(key) ?? []).filter((uri) => !there.has(uri));
  const links = others.slice(0, MOST).map((uri) => `[${escapeMarkdown(fileLabel(uri))}](${uri})`);
  const more = others.length > MOST ? ` and ${others.length - MOST} more` : '';
  if (links.length > 0) lines.push(`Configs that would set it: ${links.join(', ')}${more}.`);
  return lines.join('\n\n');
}

const MOST = 6;
