import type { HydraVersion } from './overrideValue.ts';
import type { Report } from './yamlReport.ts';

/** A character that a loader refuses before it reads anything of the piece of text that holds it. */
export interface Unreadable {
  /** The beginning of the piece. */
  readonly from: number;
  readonly report: Report;
}

const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** The loaders read texts in pieces of so many characters. */
const PIECES = { '1.3': 4096, '1.4': 16_384 } as const;

/** Finds the first control character. */
export function unreadable(text: string, version: HydraVersion): Unreadable | undefined {
  const at = text.search(CONTROL);
  if (at === -1) return undefined;
  const code = text.charCodeAt(at).toString(16).padStart(4, '0');
  const reason = version === '1.3' ? 'special characters are not allowed' : 'control characters are not allowed';
  const problem = { text: `unacceptable character #x${code}: ${reason}`, at };
  return {
    from: at - (at % PIECES[version]),
    report: { code: 'HS101', range: { start: at, end: at + 1 }, errorClass: 'ReaderError', problem },
  };
}
