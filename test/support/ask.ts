import { answerRequest, type BatchRequest } from '../../server/src/cli/batch.ts';
import type { HydraVersion } from '../../server/src/text/index.ts';

/** A question as the recorder asks it of Hydra. */
export interface Question extends BatchRequest {
  readonly id: string;
  /** Code that Hydra runs first; nothing that we could know. */
  readonly python?: string;
}

/** Our own answer to what the recorder asked of Hydra. */
export function askOurs(question: Question, version: HydraVersion): Record<string, unknown> {
  // The recorder asks for the YAML text of every composition.
  const yaml = (question.op ?? 'compose') === 'compose' && question.resolve !== 'each';
  return { ...answerRequest({ ...(yaml && { yaml }), ...question, hydra_version: version }) };
}
