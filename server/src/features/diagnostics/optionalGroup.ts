import { placeOf } from '../../project/index.ts';
import { joinUri, nearest, type Problem, parentUri } from '../../text/index.ts';
import { rename } from '../fixes.ts';
import type { Rule, RuleContext } from './rule.ts';

/** `optional locl: default` is passed over in silence, as it should be where somebody has no such config of his own. */
export const optionalGroup: Rule = {
  name: 'optional-group',
  codes: ['HS111'],
  docs: 'An `optional` entry names a group that is not there, and one of nearly the same name is: Hydra says nothing.',
  check: (context) =>
    context.files.flatMap((file) =>
      (file.defaults ?? []).flatMap((entry) => {
        if (entry.kind !== 'group' || !entry.optional) return [];
        const group = entry.group;
        const place = placeOf(context.snapshot, file.uri);
        if (place === undefined || group.includes('$')) return [];
        const root = place.root.uri;
        const home = group.startsWith('/') ? root : parentUri(file.uri);
        const folder = joinUri(home, group);
        const name = folder.slice(folder.lastIndexOf('/') + 1);
        const beside = foldersIn(context, parentUri(folder));
        if (beside.includes(name)) return [];
        const near = nearest(name, beside);
        if (near === undefined) return [];
        const at = file.text.indexOf(group, entry.keyRange.start);
        if (at === -1 || at >= entry.keyRange.end) return [];
        const start = at + group.length - name.length;
        const span = { uri: file.uri, start, end: start + name.length };
        const message = `'${group}' is no config group; did you mean '${near}'?`;
        const problem: Problem = {
          code: 'HS111',
          severity: 'warning',
          span,
          message,
          fixes: [rename(span, file.text, near)],
        };
        return [problem];
      }),
    ),
};

function foldersIn({ snapshot }: RuleContext, uri: string): string[] {
  return (snapshot.files.folder(uri) ?? []).filter((entry) => entry.isFolder).map((entry) => entry.name);
}
