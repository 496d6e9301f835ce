import { resolve } from 'node:path';
import { typedAnswer } from '../../server/src/cli/typed.ts';
import { plainOf, resolveTree } from '../../server/src/compose/index.ts';
import { nodeHost, uriOfPath } from '../../server/src/node/index.ts';
import { createWorkspace } from '../../server/src/project/index.ts';
import type { HydraVersion } from '../../server/src/text/index.ts';
import { memoryHost, ROOT } from './memoryHost.ts';

/** A composition to ask for, as the recorder writes it. */
export interface ComposeQuestion {
  readonly id: string;
  readonly config_dir?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly config_name?: string | null;
  readonly overrides?: readonly string[];
  readonly resolve?: boolean | 'each';
  readonly env?: Readonly<Record<string, string | null>>;
}

/** Our own answer to what the recorder asked of Hydra. */
export function askOurs(question: ComposeQuestion, version: HydraVersion): Record<string, unknown> {
  const inline = question.files;
  const host = inline === undefined ? nodeHost : memoryHost(new Map(Object.entries(inline)));
  const root = inline === undefined ? uriOfPath(resolve(question.config_dir ?? '.')) : ROOT;
  const env = Object.entries(question.env ?? {}).filter((each): each is [string, string] => each[1] !== null);
  const snapshot = createWorkspace(host, { folders: [root] }).snapshot();
  const name = question.config_name ?? undefined;
  const composition = snapshot.compose({ root, name, overrides: question.overrides ?? [], version });
  const surroundings = { environment: new Map(env), version };
  const isResolved = question.resolve === true;
  const tree = isResolved
    ? resolveTree(composition.root, surroundings)
    : { value: plainOf(composition.root), unknown: [], failures: [] };
  return typedAnswer(composition, tree, isResolved) as Record<string, unknown>;
}

