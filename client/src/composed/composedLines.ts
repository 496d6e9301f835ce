/** Who decided what in a composed document: hovers, hints at the ends of lines, and the way to the file. */
import {
  type ExtensionContext,
  InlayHint,
  InlayHintLabelPart,
  Location,
  languages,
  Position,
  type TextDocument,
  workspace,
} from 'vscode';
import type { ComposedLine, Place } from '../../../server/src/protocol';
import { toUri } from '../addresses';
import { withLinks } from '../links';
import { COMPOSED_SCHEME, type ComposedDocuments } from './composedDocument';
import { entryAt, originHints } from './composedText';

const SETTING = 'hydrascope.inlayHints';

/** The composed documents are no files, and the server is asked about files alone: their features are here. */
export function registerComposedLines(context: ExtensionContext, documents: ComposedDocuments): void {
  const selector = { scheme: COMPOSED_SCHEME };
  context.subscriptions.push(
    languages.registerHoverProvider(selector, {
      provideHover: (document, position) => {
        const entry = entryIn(documents, document, position);
        return entry && { contents: [withLinks(entry.about)] };
      },
    }),
    languages.registerDefinitionProvider(selector, {
      provideDefinition: (document, position) => {
        const target = entryIn(documents, document, position)?.target;
        return target && locationOf(target);
      },
    }),
    languages.registerInlayHintsProvider(selector, {
      provideInlayHints: (document, range) => {
        const answered = documents(document.uri);
        if (answered === undefined || !workspace.getConfiguration(SETTING).get<boolean>('origins', true)) return [];
        return originHints(answered.result.lines, answered.shift)
          .filter(({ line }) => line >= range.start.line && line <= range.end.line && line < document.lineCount)
          .map(({ line, text, target, about }) => {
            const part = new InlayHintLabelPart(text);
            if (target !== undefined) part.location = locationOf(target);
            part.tooltip = withLinks(about);
            const hint = new InlayHint(document.lineAt(line).range.end, [part]);
            hint.paddingLeft = true;
            return hint;
          });
      },
    }),
  );
}

function entryIn(documents: ComposedDocuments, { uri }: TextDocument, { line }: Position): ComposedLine | undefined {
  const answered = documents(uri);
  return answered && entryAt(answered.result.lines, line - answered.shift);
}

export function locationOf({ uri, line, character }: Place): Location {
  return new Location(toUri(uri), new Position(line, character));
}
