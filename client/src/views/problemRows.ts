/** What the status bar says of the problems of a composition, as plain data. */
import { l10n } from 'vscode';
import type { LaunchProblem } from '../../../server/src/protocol';
import { placeText, severityTexts, withoutIcons } from '../rows';

export interface ProblemsStatus {
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
  readonly isError: boolean;
}

/** One row of the list. */
export interface ProblemItem {
  readonly label: string;
  readonly description?: string;
  readonly problem: LaunchProblem;
}

/** More lines than these are read in the list, not in a tooltip. */
const MOST_TOLD = 6;

/** `undefined` where nothing is wrong. */
export function problemsStatus(name: string, problems: readonly LaunchProblem[]): ProblemsStatus | undefined {
  if (problems.length === 0) return undefined;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const parts = [...(errors > 0 ? [`$(error) ${errors}`] : []), ...(warnings > 0 ? [`$(warning) ${warnings}`] : [])];
  const counts = severityTexts(problems).join(', ');
  const told = problems.slice(0, MOST_TOLD).map(({ message, place }) => {
    const line = message.split('\n', 1)[0] ?? message;
    return place === undefined ? line : `${line} (${placeText(place)})`;
  });
  const left = problems.length - told.length;
  return {
    text: `$(layers) ${parts.join(' ')}`,
    tooltip: [
      `${name}: ${counts}`,
      ...told,
      ...(left > 0 ? [l10n.t('and {0} more', left)] : []),
      l10n.t('Click to list them.'),
    ].join('\n'),
    spoken: l10n.t('Hydra problems: {0} has {1}', name, counts),
    isError: errors > 0,
  };
}

export function problemItems(problems: readonly LaunchProblem[]): readonly ProblemItem[] {
  return problems.map((problem) => {
    const { message, severity, place } = problem;
    return {
      label: `$(${severity}) ${withoutIcons(message.replaceAll(/\s+/g, ' ').trim())}`,
      ...(place !== undefined && { description: withoutIcons(placeText(place)) }),
      problem,
    };
  });
}
