/** New Model Config: asks for a name and a type, shows what would be written, and writes it as one edit. */
import {
  CodeLens,
  commands,
  type ExtensionContext,
  l10n,
  languages,
  Position,
  Range,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import {
  type ModelRegistry,
  NEW_MODEL_CONFIG,
  type NewAdapter,
  type NewModelParams,
  type NewModelPlace,
  type NewModelResult,
} from '../../../server/src/protocol';
import { isFile, nameOf as lastOf, toUri, yamlFiles } from '../addresses';
import { sayError, sayInfo } from '../say';
import { askNewModel, askNewModelPlaces, type Session } from '../session';
import { askAdapter, askName, askPlace, askType, confirmChanges, isTold, nameMessage } from './ask';
import { bareName, nameFault, type TypeRow } from './newModelRows';
import { showPreview } from './preview';
import { type Asked, askAll, BACK } from './steps';

/** The command's second argument, for keybindings, other extensions and tests: with a name no window opens. */
export interface NewModelOptions {
  readonly name: string;
  /** A registered type, or a new one with its adapter. */
  readonly type?: string;
  readonly adapter?: NewAdapter;
}

/** The command `hydrascope.newModelConfig(uri?, options?)`, and its lens in an empty config. */
export function registerNewModel(context: ExtensionContext, session: Session): void {
  context.subscriptions.push(
    commands.registerCommand(NEW_MODEL_CONFIG, async (target?: Uri | string, options?: NewModelOptions) => {
      const uri = typeof target === 'string' ? toUri(target) : target instanceof Uri ? target : undefined;
      if (typeof options?.name === 'string') return writeAtOnce(session, uri, options);
      try {
        return await newModelConfig(context, session, uri ?? window.activeTextEditor?.document.uri);
      } catch (error) {
        sayError(l10n.t('New Model Config: {0}', error instanceof Error ? error.message : String(error)));
        return undefined;
      }
    }),
    languages.registerCodeLensProvider(yamlFiles(), {
      provideCodeLenses: async (document) => {
        if (document.getText().trim() !== '') return [];
        const places = await askNewModelPlaces(session, { uri: addressOf(session, document.uri) }).catch(() => []);
        if (!places.some((place) => isDirectlyIn(place, document.uri))) return [];
        const command = { command: NEW_MODEL_CONFIG, title: l10n.t('New model config'), arguments: [document.uri] };
        return [new CodeLens(new Range(0, 0, 0, 0), command)];
      },
    }),
  );
}

/** What was answered so far. */
interface Answers {
  readonly place: NewModelPlace;
  readonly name: string;
  readonly type?: TypeRow;
  readonly adapter?: NewAdapter;
}

async function newModelConfig(
  context: ExtensionContext,
  session: Session,
  uri: Uri | undefined,
): Promise<Uri | undefined> {
  const address = uri !== undefined && isFile(uri) ? addressOf(session, uri) : null;
  const places = await askNewModelPlaces(session, { uri: address });
  const [place] = places;
  if (place === undefined) {
    sayInfo(
      l10n.t('There is no folder of Hydra configs: name it under "roots" in hydrascope.yaml, or in @hydra.main.'),
    );
    return undefined;
  }
  const blank = uri !== undefined && (await isBlank(uri)) ? uri : undefined;
  const intoOf = (answers: Answers) => (blank && isDirectlyIn(answers.place, blank) ? blank : undefined);
  const answers = await askAll<Answers>(
    [
      {
        isWanted: () => places.length > 1 && !isTold(places, uri),
        ask: async (known, hasBack) => withAnswer(known, 'place', await askPlace(places, hasBack)),
      },
      {
        isWanted: (known) => intoOf(known) === undefined,
        ask: async (known, hasBack) => withAnswer(known, 'name', await askName(known.place, known.name, hasBack)),
      },
      {
        isWanted: (known) => known.place.registry !== undefined,
        ask: async (known, hasBack) =>
          withAnswer(known, 'type', await askType(registryOf(known), nameOf(known, intoOf(known)), hasBack)),
      },
      {
        isWanted: ({ type }) => type?.isNew === true,
        ask: async (known, hasBack) =>
          withAnswer(known, 'adapter', await askAdapter(registryOf(known), known.type?.type ?? '', hasBack)),
      },
      {
        isWanted: () => true,
        ask: (known, hasBack) => confirm(context, session, known, intoOf(known), hasBack),
      },
    ],
    { place, name: '' },
  );
  // The files may have changed while it was looked at.
  return answers && write(await computed(session, paramsOf(session, answers, intoOf(answers))));
}

function withAnswer<K extends keyof Answers>(known: Answers, key: K, answer: Asked<Answers[K]>): Asked<Answers> {
  return answer === undefined || answer === BACK ? answer : { ...known, [key]: answer };
}

function registryOf({ place }: Answers): ModelRegistry {
  if (place.registry === undefined) throw new Error(l10n.t('There is no registry of models.'));
  return place.registry;
}

function nameOf({ name }: Answers, into: Uri | undefined): string {
  return into === undefined ? name : bareName(lastOf(into.path));
}

function paramsOf(session: Session, answers: Answers, into: Uri | undefined): NewModelParams {
  const { place, type, adapter } = answers;
  return {
    root: place.root,
    name: nameOf(answers, into),
    ...(place.registry !== undefined && type !== undefined && { type: type.type }),
    ...(type?.isNew === true && adapter !== undefined && { adapter }),
    ...(into !== undefined && { into: addressOf(session, into) }),
  };
}

/** The last question, with the changes behind it. */
async function confirm(
  context: ExtensionContext,
  session: Session,
  answers: Answers,
  into: Uri | undefined,
  hasBack: boolean,
): Promise<Asked<Answers>> {
  const name = nameOf(answers, into);
  const { changes } = await computed(session, paramsOf(session, answers, into));
  const preview = await showPreview(context, name, changes);
  const isWanted = await confirmChanges(name, changes, hasBack).finally(() => preview.dispose());
  if (isWanted === BACK) return BACK;
  return isWanted ? answers : undefined;
}

async function writeAtOnce(session: Session, uri: Uri | undefined, options: NewModelOptions): Promise<Uri> {
  const [place] = await askNewModelPlaces(session, { uri: uri === undefined ? null : addressOf(session, uri) });
  if (place === undefined) throw new Error(l10n.t('There is no folder of Hydra configs.'));
  const name = bareName(options.name);
  const fault = nameFault(name, place.names);
  if (fault !== undefined) throw new Error(nameMessage(fault, place));
  const { type, adapter } = options;
  const params = {
    root: place.root,
    name,
    ...(type !== undefined && { type }),
    ...(adapter !== undefined && { adapter }),
  };
  return write(await computed(session, params));
}

/**
 * Throws with the reason where it cannot be made. It is computed anew where a document that it would edit was changed
 * meanwhile: its places are of the text before.
 */
async function computed(session: Session, params: NewModelParams): Promise<NewModelResult> {
  const versions = () => new Map(workspace.textDocuments.map(({ uri, version }) => [uri.toString(), version]));
  const before = versions();
  const result = await askNewModel(session, params);
  if (result.refusal !== undefined) throw new Error(result.refusal);
  const now = versions();
  const edited = result.changes.flatMap(({ kind, uri }) => (kind === 'insert' ? [toUri(uri).toString()] : []));
  return edited.every((uri) => before.get(uri) === now.get(uri)) ? result : computed(session, params);
}

/** All files in one edit: one undo takes everything back, and VS Code refuses it where a new file is there by now. */
async function write({ config, changes }: NewModelResult): Promise<Uri> {
  const edit = new WorkspaceEdit();
  for (const change of changes) {
    const uri = toUri(change.uri);
    if (change.kind === 'create')
      edit.createFile(uri, { contents: new TextEncoder().encode(change.text), overwrite: false });
    else edit.insert(uri, new Position(change.at.line, change.at.character), change.text);
  }
  // A refactoring's files are saved, as its setting says: a launch reads the disk.
  if (!(await workspace.applyEdit(edit, { isRefactoring: true })))
    throw new Error(l10n.t('VS Code did not write the files: is one of them there by now?'));
  const uri = toUri(config);
  await window.showTextDocument(uri, { preview: false });
  return uri;
}

async function isBlank(uri: Uri): Promise<boolean> {
  if (!uri.path.endsWith('.yaml')) return false;
  const document = await workspace.openTextDocument(uri);
  return document.getText().trim() === '';
}

function isDirectlyIn(place: NewModelPlace, uri: Uri): boolean {
  return uri.path.endsWith('.yaml') && toUri(place.root).path === Uri.joinPath(uri, '..').path;
}

function addressOf({ client }: Session, uri: Uri): string {
  return client.code2ProtocolConverter.asUri(uri);
}
