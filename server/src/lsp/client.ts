import type { ClientCapabilities, InitializeParams, ServerCapabilities } from 'vscode-languageserver';
import { isRecord } from '../features/index.ts';
import type { Pins } from '../project/index.ts';
import { canonicalUri, type Uri } from '../text/index.ts';
import { type ClientFit, fitTo, readClientOptions } from './clientFit.ts';
import { type Encoding, encodingFor } from './encoding.ts';
import { readPins } from './pins.ts';
import { DEFAULTS, readSettings, type Settings } from './settings.ts';

/** Who tells of files that were changed on the disk: the client unasked, the client when it is asked to, or nobody. */
export type Watching = 'itself' | 'asked' | 'never';

/** The editor at the other end, by what it said of itself when it came. */
export interface Client {
  readonly fit: ClientFit;
  readonly encoding: Encoding;
  readonly workspace: NonNullable<ClientCapabilities['workspace']>;
  readonly watching: Watching;
  /** It hears `hydrascope/changed`. Others would tell their users of a notification that they do not know. */
  readonly hearsChanges: boolean;
  readonly folders: readonly Uri[];
  /** Schemes of documents that it asks about, besides those of the disk's; `undefined` where it names none. */
  readonly schemes: readonly string[] | undefined;
  /** As `Reads.set` takes it. */
  readonly readsOutside: unknown;
  readonly pins: Pins;
  /** As they were when it came. */
  readonly settings: Settings;
}

/** Before anybody has come. */
export const NOBODY: Client = readClient({ processId: null, rootUri: null, capabilities: {} });

/** What a client says of itself; what is malformed it has not said. */
export function readClient({ capabilities, initializationOptions, ...params }: InitializeParams): Client {
  const options: Readonly<Record<string, unknown>> = isRecord(initializationOptions) ? initializationOptions : {};
  const { workspace = {}, general } = capabilities;
  const opened = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
  const { schemes } = options;
  const isNamed = Array.isArray(schemes) && schemes.every((scheme) => typeof scheme === 'string');
  return {
    fit: fitTo(capabilities, readClientOptions(options)),
    encoding: encodingFor(general?.positionEncodings),
    workspace,
    watching: readWatching(options, workspace),
    hearsChanges: options.hearsChanges === true,
    folders: opened.map(canonicalUri),
    schemes: isNamed ? schemes : undefined,
    readsOutside: options.readsOutside,
    pins: readPins(options.pins),
    settings: readSettings(options, DEFAULTS),
  };
}

/** hydrascope's own client watches by itself, folders too, which a pattern cannot. */
function readWatching(options: Readonly<Record<string, unknown>>, workspace: Client['workspace']): Watching {
  if (options.watchesFiles === true) return 'itself';
  return workspace.didChangeWatchedFiles?.dynamicRegistration === true ? 'asked' : 'never';
}

/** What is offered for documents and files on the disk, for those of the schemes that the client names, too. */
export function forSchemes(capabilities: ServerCapabilities, { schemes }: Client): ServerCapabilities {
  if (schemes === undefined) return capabilities;
  return JSON.parse(JSON.stringify(capabilities), (_, value) =>
    Array.isArray(value)
      ? value.flatMap((each) => (each?.scheme === 'file' ? schemes.map((scheme) => ({ ...each, scheme })) : [each]))
      : value,
  );
}
