/** From a config and overrides to what a launch runs, or to the reasons why it must not. */
import { l10n, workspace } from 'vscode';
import type { LaunchCommand, LaunchProblem, PlanResult, PrimaryConfig } from '../../../server/src/protocol';
import { toUri } from '../addresses';
import { blockers, placeText } from '../rows';
import { askPlan, type Session } from '../session';
import { findInterpreter } from './interpreter';
import { ON_NO_DISK } from './noLaunch';

/** Everything that a launch needs; the argument vector is `[python, script, ...args]`. */
export interface Prepared {
  readonly config: PrimaryConfig;
  readonly command: LaunchCommand;
  readonly python: string;
  readonly plan: PlanResult;
}

/** A launch that would fail, or run something else than was asked for; the message has a line for each reason. */
export class Blocked extends Error {
  constructor(
    readonly config: PrimaryConfig,
    readonly reasons: readonly LaunchProblem[],
  ) {
    super([l10n.t('Cannot launch {0}:', config.name), ...reasons.map(reasonText)].join('\n'));
  }
}

/** One reason as people read it: the message, then the place. */
export function reasonText(reason: LaunchProblem): string {
  return reason.place ? `${reason.message} (${placeText(reason.place)})` : reason.message;
}

/** Says why nothing runs in an untrusted workspace; the one sentence that every way of launching uses. */
export const UNTRUSTED = l10n.t('Compose & Launch runs your Python script, so it needs a trusted workspace.');

/**
 * Asks the server for the plan and finds the interpreter. `overrides` is one line, quoted as in a POSIX shell. Throws
 * `Blocked`, `InterpreterMissing`, or an `Error` when the workspace is not trusted, the config is on no disk or the server
 * does not run. With `anyway` errors do not block, as long as there is something to run.
 */
export async function prepareLaunch(
  session: Session,
  config: PrimaryConfig,
  overrides: string,
  anyway = false,
): Promise<Prepared> {
  if (!workspace.isTrusted) throw new Error(UNTRUSTED);
  // Another folder of the same workspace may be on one.
  if (toUri(config.uri).scheme !== 'file') throw new Error(ON_NO_DISK);
  const plan = await askPlan(session, { uri: config.uri, overrides, sweeps: true });
  const reasons = blockers(plan);
  const { command } = plan;
  if ((reasons.length > 0 && !anyway) || !command) throw new Blocked(config, reasons);
  return { config, plan, command, python: await findInterpreter(command.script) };
}
