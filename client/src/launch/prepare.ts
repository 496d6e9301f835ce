/** From a config and overrides to what a launch runs, or to the reasons why it must not. */
import { workspace } from 'vscode';
import type { LaunchCommand, LaunchProblem, PrimaryConfig } from '../../../server/src/protocol';
import { blockers, placeText } from '../rows';
import { askPlan, type Session } from '../session';
import { findInterpreter } from './interpreter';

/** Everything that a launch needs; the argument vector is `[python, script, ...args]`. */
export interface Prepared {
  readonly config: PrimaryConfig;
  readonly command: LaunchCommand;
  readonly python: string;
}

/** A launch that would fail, or run something else than was asked for; the message has a line for each reason. */
export class Blocked extends Error {
  constructor(
    readonly config: PrimaryConfig,
    readonly reasons: readonly LaunchProblem[],
  ) {
    super([`Cannot launch ${config.name}:`, ...reasons.map(reasonText)].join('\n'));
  }
}

/** One reason as people read it: the message, then the place. */
export function reasonText(reason: LaunchProblem): string {
  return reason.place ? `${reason.message} (${placeText(reason.place)})` : reason.message;
}

/** Says why nothing runs in an untrusted workspace; the one sentence that every way of launching uses. */
export const UNTRUSTED = 'Compose & Launch runs your Python script, so it needs a trusted workspace.';

/**
 * Asks the server for the plan and finds the interpreter. `overrides` is one line, quoted as in a POSIX shell. Throws
 * `Blocked`, `InterpreterMissing`, or an `Error` when the workspace is not trusted or the server does not run.
 */
export async function prepareLaunch(session: Session, config: PrimaryConfig, overrides: string): Promise<Prepared> {
  if (!workspace.isTrusted) throw new Error(UNTRUSTED);
  const plan = await askPlan(session, { uri: config.uri, overrides });
  const reasons = blockers(plan);
  if (reasons.length > 0 || !plan.command) throw new Blocked(config, reasons);
  return { config, command: plan.command, python: await findInterpreter(plan.command.script) };
}
