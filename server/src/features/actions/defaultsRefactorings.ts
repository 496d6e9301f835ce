import { CodeActionKind } from 'vscode-languageserver-types';
import { focusOf, placeOf, type Snapshot } from '../../project/index.ts';
import { type ConfigFile, type DefaultsEntry, type Edit, touches } from '../../text/index.ts';
import { newlineOf } from './blocks.ts';
import { addSelf, insertion } from './fixes.ts';
import type { Refactoring } from './refactorings.ts';
import { usagesOf } from './site.ts';
import { sortingDefaults } from './sortDefaults.ts';

const KIND = CodeActionKind.RefactorRewrite;

/** What may be done with the defaults list, or the entry, at an offset. */
export function defaultsRefactorings(snapshot: Snapshot, file: ConfigFile, offset: number): Refactoring[] {
  const entries = file.defaults ?? [];
  const entry = entries.find(({ range }) => touches(range, offset));
  const isAtKey = file.defaultsKey !== undefined && touches(file.defaultsKey, offset);
  if (entry === undefined && !isAtKey) return [];
  const found: Refactoring[] = [];
  if (entry !== undefined && entry.kind !== 'self') found.push(...otherPath(snapshot, file, entry));
  const hasSelf = entries.some(({ kind }) => kind === 'self') || file.defaultsDefects.length > 0;
  const self = hasSelf || file.body === undefined ? undefined : addSelf(file);
  if (self !== undefined) found.push({ ...self, title: "Add '_self_' where it counts now: at the end", kind: KIND });
  found.push(...sortingDefaults(snapshot, file));
  return found;
}

type PathEntry = Exclude<DefaultsEntry, { kind: 'self' }>;

/** An entry's path from the root instead of from the config's own group, and back; what it brings lands where it did. */
function otherPath(snapshot: Snapshot, file: ConfigFile, entry: PathEntry): Refactoring[] {
  const placed = placeOf(snapshot, file.uri);
  const written = entry.kind === 'group' ? entry.group : entry.path;
  const start = entry.kind === 'group' ? file.text.indexOf(written, entry.keyRange.start) : entry.range.start;
  const end = start + written.length;
  if (placed === undefined || file.text.slice(start, end) !== written || /[$?]/.test(written) || written === '')
    return [];
  const home = placed.configPath.slice(0, placed.configPath.lastIndexOf('/') + 1);
  const isAbsolute = written.startsWith('/');
  if (isAbsolute && !written.startsWith(`/${home}`)) return [];
  const other = isAbsolute ? written.slice(home.length + 1) : `/${home}${written}`;
  const whole = isAbsolute ? written.slice(1) : `${home}${written}`;
  // A config may be chosen as `group: folder/name`: then its own group is another one than its folder.
  if (home !== '' && !isBrought(snapshot, file, placed.configPath, whole, entry)) return [];
  const isExternal = entry.kind === 'group' && entry.override;
  const from = entry.package ?? packageOf(entry, written.replace(/^\//, ''));
  const to = entry.package ?? packageOf(entry, other.replace(/^\//, ''));
  // An override names what it overrides by group and package: it has no place of its own.
  if (from !== to && isExternal) return [];
  const packageText = from === to ? '' : `@${from === '' ? '_here_' : from}`;
  const edit: Edit = { span: { uri: file.uri, start, end }, text: `${other}${packageText}` };
  const title = isAbsolute ? 'Write the path from the group of this config' : 'Write the path from the root';
  return [{ title, kind: KIND, edits: [edit] }];
}

/** Where an entry lands below its config when it does not say so. */
function packageOf(entry: PathEntry, path: string): string {
  const group = entry.kind === 'group' ? path : path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return group.replaceAll('/', '.');
}

/** Whether the config that the file is seen from has the entry's group, or config, where it is looked for. */
function isBrought(snapshot: Snapshot, file: ConfigFile, own: string, whole: string, entry: PathEntry): boolean {
  const list = focusOf(snapshot, file.uri)?.composition.defaultsList ?? [];
  return list.some(({ configPath, parent, overrideKey }) => {
    const isMeant = entry.kind === 'group' ? overrideKey?.split('@')[0] === whole : configPath === whole;
    return isMeant && parent === own;
  });
}

/** A header that says where a config lands, where that is so already, and one that lands it at the root. */
export function packageHeaders(snapshot: Snapshot, file: ConfigFile, offset: number): Refactoring[] {
  const firstLine = file.text.indexOf('\n');
  const placed = placeOf(snapshot, file.uri);
  if (placed === undefined || file.header !== undefined || file.headerRefused !== undefined) return [];
  if ((firstLine !== -1 && offset > firstLine) || !placed.configPath.includes('/')) return [];
  const group = placed.configPath.split('/').slice(0, -1).join('.');
  const add = (name: string, why: string): Refactoring => ({
    title: `Add '# @package ${name}': ${why}`,
    kind: KIND,
    edits: [insertion(file.uri, 0, `# @package ${name}${newlineOf(file.text)}`)],
  });
  const stays = /^[\w.]+$/.test(group) && landsByItself(snapshot, file, group);
  return [...(stays ? [add(group, 'as it is now')] : []), add('_global_', 'its keys land at the root')];
}

/** Whether a config lands at its group's package wherever it is used, chosen from a config that lands at the root. */
function landsByItself(snapshot: Snapshot, { uri }: ConfigFile, group: string): boolean {
  const usages = usagesOf(snapshot, uri) ?? [];
  return (
    usages.length > 0 &&
    usages.every(({ composition: { defaultsList } }) =>
      defaultsList.every((choice) => {
        if (choice.file.uri !== uri) return true;
        const parent = defaultsList.find((each) => each.configPath === choice.parent && each.isSelf);
        return choice.package === group && (choice.parent === undefined || parent?.package === '');
      }),
    )
  );
}
