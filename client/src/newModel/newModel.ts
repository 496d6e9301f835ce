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
  NEW_MODEL_CONFIG,
  type NewAdapter,
  type NewModelParams,
  type NewModelPlace,
  type NewModelResult,
} from '../../../server/src/protocol';
import { isFile, nameOf, toUri, yamlFiles } from '../addresses';
import { askNewModel, askNewModelPlaces, type Session } from '../session';
import { askAdapter, askName, askPlace, askType, confirmChanges, nameMessage } from './ask';
import { bareName, nameFault } from './newModelRows';
import { showPreview } from './preview';

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
        window.showErrorMessage(
          l10n.t('New Model Config: {0}', error instanceof Error ? error.message : String(error)),
        );
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

async function newModelConfig(
  context: ExtensionContext,
  session: Session,
  uri: Uri | undefined,
): Promise<Uri | undefined> {
  const address = uri !== undefined && isFile(uri) ? addressOf(session, uri) : null;
  const places = await askNewModelPlaces(session, { uri: address });
  if (places.length === 0) {
    window.showInformationMessage(
      l10n.t('There is no folder of Hydra configs: name it under "roots" in hydrascope.yaml, or in @hydra.main.'),
    );
    return undefined;
  }
  const place = await askPlace(places, uri);
  if (place === undefined) return undefined;
  const into = uri !== undefined && isDirectlyIn(place, uri) && (await isBlank(uri)) ? uri : undefined;
  const name = into === undefined ? await askName(place) : bareName(nameOf(into.path));
  if (name === undefined) return undefined;
  const { registry } = place;
  const chosen = registry === undefined ? undefined : await askType(registry, name);
  if (registry !== undefined && chosen === undefined) return undefined;
  const isNew = registry !== undefined && chosen?.isNew === true;
  const adapter = isNew ? await askAdapter(registry, chosen.type) : undefined;
  if (isNew && adapter === undefined) return undefined;
  const params: NewModelParams = {
    root: place.root,
    name,
    ...(chosen !== undefined && { type: chosen.type }),
    ...(adapter !== undefined && { adapter }),
    ...(into !== undefined && { into: addressOf(session, into) }),
  };
  const planned = await computed(session, params);
  const preview = await showPreview(context, name, planned.changes);
  const isWanted = await confirmChanges(name, planned.changes).finally(() => preview.dispose());
  // The files may have changed while it was looked at.
  return isWanted ? write(await computed(session, params)) : undefined;
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

/** Throws with the reason where it cannot be made. */
async function computed(session: Session, params: NewModelParams): Promise<NewModelResult> {
  const result = await askNewModel(session, params);
  if (result.refusal !== undefined) throw new Error(result.refusal);
  return result;
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
