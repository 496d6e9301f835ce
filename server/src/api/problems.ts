import type { Composition } from '../compose/index.ts';
import type { Problem } from '../text/index.ts';
import { type OpenedComposition, placeIn } from './open.ts';
import type { Composed, ConfigError } from './shapes.ts';

/** What every answer about a composition begins with; `more` is what only the question at hand found. */
export function composedHead(opened: OpenedComposition, more: readonly ConfigError[] = []): Composed {
  const { composition, key } = opened;
  const told = [...refusals(composition).map((problem) => errorOf(opened, problem)), ...more];
  // What is met again and again, as in a circle of defaults lists, is one error.
  const errors = [...new Map(told.map((error) => [JSON.stringify(error), error])).values()];
  return {
    version: 1,
    ok: errors.length === 0,
    configName: key.name ?? null,
    overrides: key.overrides,
    hydraVersion: composition.version,
    errors,
  };
}

/** The problems for which Hydra refuses the composition. */
export function refusals({ problems }: Composition): readonly Problem[] {
  return problems.filter(({ refusal }) => refusal !== undefined);
}

function errorOf(opened: OpenedComposition, { refusal, message, span }: Problem): ConfigError {
  const index = /^override:(\d+)$/.exec(span.uri)?.[1];
  const override = index === undefined ? undefined : opened.key.overrides[Number(index)];
  const place = placeIn(opened, span.uri, span.start);
  return {
    message: refusal?.message || message,
    ...(refusal !== undefined && { errorClass: refusal.errorClass }),
    ...(override !== undefined && { override }),
    ...(place !== undefined && { place }),
  };
}
