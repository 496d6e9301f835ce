import { parseArgs } from 'node:util';
import { SEVERITIES } from '../api/index.ts';
import { RULES, type Severities } from '../features/index.ts';
import { nearest, type Severity } from '../text/index.ts';
import { UsageError } from './streams.ts';

const FORMATS = ['human', 'text', 'json', 'sarif', 'github'] as const;

/** What `hydrascope check` is asked for. */
export interface CheckRequest {
  readonly paths: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly fix: boolean;
  /** Folders outside that may be read. */
  readonly allow: readonly string[];
  /** More warnings than these fail the check. */
  readonly maxWarnings: number;
  /** By code; they go before those of the project file. */
  readonly severities: Severities;
  /** Whether a code is to be told at all. */
  readonly tells: (code: string) => boolean;
}

export function parseCheck(args: readonly string[]): CheckRequest {
  const { values, positionals } = parse(args);
  const format = FORMATS.find((each) => each === values.format);
  if (format === undefined) throw new UsageError(`--format is one of ${FORMATS.join(', ')}`);
  const most = values['max-warnings'];
  if (most !== undefined && !/^\d+$/.test(most)) throw new UsageError('--max-warnings is a number');
  const only = codesOf(values.only ?? []);
  const ignored = codesOf(values.ignore ?? []);
  return {
    paths: positionals.length === 0 ? ['.'] : positionals,
    format,
    fix: values.fix,
    allow: values.allow ?? [],
    maxWarnings: most === undefined ? Number.POSITIVE_INFINITY : Number(most),
    severities: new Map((values.rule ?? []).flatMap(severityOf)),
    tells: (code) => (values.only === undefined || only.has(code)) && !ignored.has(code),
  };
}

function parse(args: readonly string[]) {
  try {
    const options = {
      format: { type: 'string', default: 'human' },
      fix: { type: 'boolean', default: false },
      'max-warnings': { type: 'string' },
      rule: { type: 'string', multiple: true },
      only: { type: 'string', multiple: true },
      ignore: { type: 'string', multiple: true },
      allow: { type: 'string', multiple: true },
    } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** `HS301=error`, or for all codes of a rule `interpolation=off`. */
function severityOf(text: string): [string, Severity | 'off'][] {
  const [name = '', given = ''] = text.split('=');
  const severity = SEVERITIES.find((each) => each === given);
  if (severity === undefined) throw new UsageError(`--rule is CODE=SEVERITY, one of ${SEVERITIES.join(', ')}`);
  return codesNamed(name).map((code) => [code, severity]);
}

function codesOf(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.split(',').flatMap((name) => codesNamed(name.trim()))));
}

/** A code stands for itself, a rule's name for all its codes. */
function codesNamed(name: string): readonly string[] {
  const codes = RULES.flatMap((rule) => (rule.name === name ? rule.codes : rule.codes.filter((code) => code === name)));
  if (codes.length > 0) return codes;
  const near = nearest(
    name,
    RULES.flatMap((rule) => [rule.name, ...rule.codes]),
  );
  throw new UsageError(`there is no rule '${name}'${near === undefined ? '' : `; did you mean '${near}'?`}`);
}
