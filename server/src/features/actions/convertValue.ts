import {
  emitScalar,
  type Fix,
  kindOfPlain,
  nearest,
  parseConfigFile,
  type Scalar,
  type Span,
} from '../../text/index.ts';
import { rename } from './fixes.ts';

/** What a value is to be, as a schema has it. */
export interface Expected {
  /** JSON Schema's names: `integer`, `string`, `array`. */
  readonly types?: readonly string[];
  readonly values?: readonly unknown[];
}

/** More values than these are no menu. */
const MOST_OFFERED = 8;

/** Ways to write a value so that it is of the type, or one of the values, that is asked for. */
export function conversions(span: Span, text: string, { types = [], values = [] }: Expected): Fix[] {
  const written = text.slice(span.start, span.end);
  const leaf = leafOf(written);
  if (leaf === undefined) return [];
  if (values.length > 0) return valueFixes(span, text, leaf, values);
  const replaced = asType(written, leaf, types);
  if (replaced === undefined) return [];
  return [{ title: `Change to ${replaced}`, edits: [{ span, text: replaced }], isPreferred: true }];
}

/** A scalar on one line, as OmegaConf reads it. */
function leafOf(written: string): Scalar | undefined {
  if (/[\r\n]/.test(written) || written.trim() === '' || /^[&*!|>]/.test(written)) return undefined;
  const { body, problems } = parseConfigFile('', `a: ${written}`);
  const value = body?.kind === 'map' ? body.entries.get('a')?.value : undefined;
  if (problems.length > 0 || value?.kind !== 'scalar') return undefined;
  return value.leaf.t === 'missing' || value.leaf.t === 'interp' ? undefined : value.leaf;
}

function valueFixes(span: Span, text: string, leaf: Scalar, values: readonly unknown[]): Fix[] {
  const names = values.filter((each) => typeof each === 'string');
  const near = leaf.t === 'str' ? nearest(leaf.v, names) : undefined;
  const first = near === undefined ? [] : [rename(span, text, near)];
  const others = names.filter((each) => each !== near);
  if (others.length > MOST_OFFERED) return first;
  return [
    ...first,
    ...others.map((each): Fix => {
      const { title, edits } = rename(span, text, each);
      return { title, edits };
    }),
  ];
}

function asType(written: string, leaf: Scalar, types: readonly string[]): string | undefined {
  const isAsked = (name: string) => types.includes(name);
  if (leaf.t === 'str') {
    const bare = leaf.v.trim();
    const kind = bare === '' ? 'str' : kindOfPlain(bare);
    const isNumber = isAsked('number') && (kind === 'int' || kind === 'float');
    if (isNumber || (isAsked('integer') && kind === 'int') || (isAsked('boolean') && kind === 'bool')) return bare;
    if (isAsked('null') && kind === 'null') return 'null';
  }
  if (leaf.t === 'float' && isAsked('integer') && Number.isSafeInteger(leaf.v)) return String(leaf.v);
  if (isAsked('string') && leaf.t !== 'str' && leaf.t !== 'null' && leaf.t !== 'bytes') return quoted(written);
  if (isAsked('array') && types.length === 1 && leaf.t !== 'null') return `[${written}]`;
  return undefined;
}

/** A text in double quotes, where nothing in it has to be escaped, else as PyYAML would write it. */
export function quoted(text: string): string {
  return /^[^"\\\p{Cc}]*$/u.test(text) ? `"${text}"` : emitScalar({ t: 'str', v: text });
}
