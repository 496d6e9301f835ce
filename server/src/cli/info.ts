import { composedHead, graphResult, jsonValue, type OpenedComposition } from '../api/index.ts';
import { aliasesIn, type DefaultsBranch, hydraVersions, plainOf, withoutAliases } from '../compose/index.ts';
import { emitYaml, type HydraVersion } from '../text/index.ts';
import { tellRefusals } from './refusal.ts';
import { type Streams, UsageError } from './streams.ts';
import { jsonText } from './writers/json.ts';

/** What `--info` may be asked for. */
function infoTopics(version: HydraVersion): readonly string[] {
  const aliases = version === '1.4' ? ['aliases'] : [];
  return ['all', ...aliases, 'config', 'defaults', 'defaults-tree', 'plugins', 'searchpath'];
}

interface Asked {
  readonly opened: OpenedComposition;
  readonly format: string;
  readonly overrides: readonly string[];
  readonly streams: Streams;
}

/** Prints one part; whether Hydra would go on. */
type Part = (asked: Asked) => boolean;

/**
 * Prints what `python app.py --info ...` prints, up to where Hydra would refuse. Returns the exit status. Source:
 * `show_info` in Hydra's `_internal/hydra.py`.
 */
export function printInfo(topic: string, asked: Asked): number {
  const { opened, format, streams } = asked;
  const { composition } = opened;
  if (!infoTopics(composition.version).includes(topic)) {
    throw new UsageError(`--info is one of ${infoTopics(composition.version).join(', ')}`);
  }
  if (topic === 'plugins') {
    streams.err(
      'hydrascope: which plugins are installed only Python knows: ask it with python APP.py --info plugins\n',
    );
    return 2;
  }
  if (format === 'json') return printJson(topic, asked);
  if (format !== 'yaml') throw new UsageError('--format typed does not go with --info');
  if (topic === 'all') {
    streams.err('hydrascope: left out is the list of installed plugins, which only Python knows\n');
    header(streams, `Hydra ${hydraVersions(composition.version).hydra}`, '=');
  }
  return (PARTS[topic] ?? []).every((part) => part(asked)) ? 0 : 1;
}

/** The same parts for programs; of what Hydra refuses the good half. */
function printJson(topic: string, { opened, overrides, streams }: Asked): number {
  const { composition } = opened;
  const wants = (...topics: readonly string[]) => ['all', ...topics].includes(topic);
  const head = composedHead(opened);
  streams.out(
    jsonText({
      ...head,
      ...(wants('config', 'searchpath') && {
        searchPath: composition.sources.map(({ provider, scheme, path }) => ({
          provider,
          path: `${scheme}://${path}`,
        })),
      }),
      ...(wants('config', 'defaults-tree') && { defaultsTree: graphResult(opened, true).entries }),
      ...(wants('config', 'defaults') && {
        defaultsList: composition.defaultsList.map(({ configPath, package: packageText, isSelf, parent }) => {
          return { configPath, package: packageText, isSelf, parent: parent ?? null };
        }),
      }),
      ...(wants('config') && { config: head.ok ? jsonValue(plainOf(composition.root)) : null }),
      ...(composition.version === '1.4' && wants('aliases') && { aliases: aliasesOf(opened, overrides) }),
    }),
  );
  return head.ok ? 0 : 1;
}

function aliasesOf({ composition }: OpenedComposition, overrides: readonly string[]) {
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file;
  const expanded = withoutAliases(primary, overrides, () => {});
  return {
    known: Object.fromEntries(aliasesIn(primary)),
    expanded: overrides.map((input, index) => ({ input, override: expanded[index] ?? input })),
  };
}

const CONFIG: readonly Part[] = [searchPath, defaultsTree, defaultsList, config];

const PARTS: Readonly<Record<string, readonly Part[]>> = {
  all: [aliases, ...CONFIG],
  aliases: [aliases],
  config: CONFIG,
  defaults: [defaultsList],
  'defaults-tree': [defaultsTree],
  searchpath: [searchPath],
};

function header({ out }: Streams, text: string, filler: string): void {
  out(`${text}\n${filler.repeat([...text].length)}\n`);
}

function searchPath({ opened: { snapshot, composition }, streams }: Asked): boolean {
  streams.out('\n');
  header(streams, 'Config search path', '*');
  if (tellRefusals(snapshot, composition.problems, streams)) return false;
  const rows = composition.sources.map(({ provider, scheme, path }) => [provider, `${scheme}://${path}`]);
  table(streams, ['Provider', 'Search path'], rows, '');
  return true;
}

function defaultsTree({ opened: { snapshot, composition }, streams }: Asked): boolean {
  if (tellRefusals(snapshot, composition.listProblems, streams)) return false;
  streams.out('\n');
  header(streams, 'Defaults Tree', '*');
  branch(streams, composition.defaultsTree, 0);
  return true;
}

function branch(streams: Streams, { label, children }: DefaultsBranch, depth: number): void {
  streams.out(`${'  '.repeat(depth)}${label}${children.length > 0 ? ':' : ''}\n`);
  for (const child of children) branch(streams, child, depth + 1);
}

function defaultsList({ opened: { snapshot, composition }, streams }: Asked): boolean {
  if (tellRefusals(snapshot, composition.listProblems, streams)) return false;
  streams.out('\n');
  header(streams, 'Defaults List', '*');
  const rows = composition.defaultsList.map(({ configPath, package: packageText, isSelf, parent }) => [
    configPath,
    packageText,
    isSelf ? 'True' : 'False',
    parent ?? '',
  ]);
  // Hydra's header has a blank too many.
  table(streams, ['Config path', 'Package', '_self_', 'Parent'], rows, ' ');
  return true;
}

function table(streams: Streams, titles: readonly string[], rows: readonly (readonly string[])[], tail: string): void {
  const widths = titles.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map((text) => [...text].length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text + ' '.repeat((widths[column] ?? 0) - [...text].length)).join(' | ')} |`;
  const head = line(titles) + tail;
  header(streams, head, '-');
  for (const row of rows) streams.out(`${line(row)}\n`);
  streams.out(`${'-'.repeat([...head].length)}\n`);
}

function config({ opened: { composition }, streams }: Asked): boolean {
  header(streams, 'Config', '*');
  streams.yaml(`${emitYaml(plainOf(composition.root), composition.version)}\n`);
  return true;
}

/** Hydra 1.4: the other names that the primary config gives to overrides, and what the arguments come to. */
function aliases({ opened: { snapshot, composition }, overrides, streams }: Asked): boolean {
  const { version, defaultsList: list, problems, name } = composition;
  if (version === '1.3') return true;
  const absent = problems.filter(
    (problem) => problem.refusal?.message.startsWith('Cannot find primary config') === true,
  );
  if (name !== undefined && tellRefusals(snapshot, absent, streams)) return false;
  const primary = list.find((choice) => choice.primary)?.file;
  const rows = [...aliasesIn(primary)].map(([alias, target]) => {
    const hasValue = /^(?:\\.|[^=])*=/s.test(target);
    return `${alias} -> ${target}${hasValue ? '' : '=<value>'}\n`;
  });
  streams.out(rows.length === 0 ? 'No override aliases defined.\n' : `== Override aliases ==\n\n${rows.join('')}\n`);
  if (overrides.length === 0) return true;
  streams.out('Input -> Expanded override\n');
  const expanded = withoutAliases(primary, overrides, () => {});
  for (const [index, text] of overrides.entries()) streams.out(`${text} -> ${expanded[index]}\n`);
  return true;
}
