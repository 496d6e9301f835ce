import type { HydraVersion, MapEntry, Problem, Span } from '../text/index.ts';

/** OmegaConf's words for a mapping that meets a list. */
export function conflictMessage(version: HydraVersion): string {
  return version === '1.4' ? 'Cannot merge incompatible container types' : 'Cannot merge DictConfig with ListConfig';
}

/** Hydra 1.4 refuses a mapping that has both `1` and `"1"`. */
export function keyConflict(span: Span, { key }: MapEntry): Problem {
  const shown = 'v' in key ? String(key.v) : '';
  const message = `Conflicting integer and string keys: ${shown} and '${shown}'`;
  const refusal = { errorClass: 'KeyValidationError', message };
  return { code: 'HS103', severity: 'error', span, message, refusal, version: '1.4' };
}
