import type { Chooser, DefaultsBranch, Write } from '../compose/index.ts';
import { explainWrite, labelIn, type Trail } from '../features/index.ts';
import { positionAt, type Uri } from '../text/index.ts';
import { type OpenedComposition, placeIn } from './open.ts';
import type { Author, DefaultsStep } from './shapes.ts';

/** Who chose an entry of a defaults list. */
export function chooserOf(opened: OpenedComposition, chosenBy: Chooser, chosen?: Uri): Author {
  if (chosenBy.kind === 'override') return { by: 'override', text: chosenBy.text };
  if (chosenBy.kind === 'builtin') return { by: 'hydra', text: chosenBy.name };
  const { uri, key } = chosenBy;
  const label = labelIn(opened.composition, uri);
  if (key === undefined && uri === chosen) return { by: 'request', text: 'primary config' };
  if (key === undefined) return { by: 'file', text: label };
  const place = placeIn(opened, uri, key.start);
  const { line } = positionAt(opened.snapshot.files.file(uri)?.text ?? '', key.start);
  return { by: 'file', text: `${label}:${line + 1}`, ...(place !== undefined && { place }) };
}

export function writerOf(opened: OpenedComposition, write: Write): Author {
  const { origin, value } = write;
  const { place: text } = explainWrite(opened.composition, write);
  if (origin.kind !== 'file') return { by: origin.kind === 'override' ? 'override' : 'hydra', text };
  const place = placeIn(opened, origin.file.uri, (origin.key ?? value.range).start);
  return { by: 'file', text, ...(place !== undefined && { place }) };
}

/** The configs of a trail, each with who chose it. */
export function stepsOf(opened: OpenedComposition, trail: Trail): readonly DefaultsStep[] {
  const isConfig = ({ kind }: DefaultsBranch) => kind !== 'self';
  return trail.filter(isConfig).map(({ configPath, package: packageText, chosenBy, uri }) => ({
    config: configPath,
    package: packageText,
    chosenBy: chooserOf(opened, chosenBy, uri),
  }));
}
