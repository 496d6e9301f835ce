import type { ExplainedWrite } from '../explain.ts';
import { code, escapeMarkdown } from '../markdown.ts';

/** A place as a link, or as code where a click can lead nowhere. */
export function placeText({ place, target }: Pick<ExplainedWrite, 'place' | 'target'>): string {
  return target === undefined ? code(place) : `[${escapeMarkdown(place)}](${target.uri}#L${target.line + 1})`;
}
