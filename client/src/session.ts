/** The language server as the features of this extension see it: one client, its questions, its one notification. */
import {
  type CancellationToken,
  CancellationTokenSource,
  type CodeLens,
  type Event,
  EventEmitter,
  type ExtensionContext,
  type Location,
  l10n,
} from 'vscode';
import type {
  BaseLanguageClient,
  CodeLens as ProtocolCodeLens,
  Location as ProtocolLocation,
} from 'vscode-languageclient';
import {
  CHANGED,
  COMPARE,
  COMPARE_CHOICES,
  COMPLETE_OVERRIDE,
  COMPOSED,
  type CompareChoicesParams,
  type CompareChoicesResult,
  type CompareParams,
  type CompareResult,
  type CompleteOverrideParams,
  type ComposedParams,
  type ComposedResult,
  DEFAULTS_TREE,
  type DefaultsTreeParams,
  type DefaultsTreeResult,
  EFFECTIVE_CONFIG,
  EFFECTIVE_VALUE,
  type EffectiveParams,
  type EffectiveResult,
  type EffectiveValueParams,
  type EffectiveValueResult,
  FOCUS,
  FOCUS_CHOICES,
  FOCUS_PROBLEMS,
  type FocusChoicesParams,
  type FocusChoicesResult,
  type FocusParams,
  type FocusProblemsParams,
  type FocusProblemsResult,
  type FocusResult,
  NEW_MODEL,
  NEW_MODEL_PLACES,
  type NewModelParams,
  type NewModelPlace,
  type NewModelPlacesParams,
  type NewModelResult,
  OVERRIDDEN_LENS,
  type OverriddenLensParams,
  type OverrideOffer,
  PLAN,
  type PlanParams,
  type PlanResult,
  PRIMARIES,
  PROJECTS,
  type PrimaryConfig,
  type ProjectFacts,
  SET_FOCUS,
  type SetFocusParams,
  USERS,
  type UsersParams,
} from '../../server/src/protocol';
import { refreshCodeLenses } from './connection/languageClient';

/** A token left `undefined` would go over the wire as a second parameter. */
const NEVER = new CancellationTokenSource().token;

/** What every feature is registered with. */
export interface Session {
  readonly client: BaseLanguageClient;
  /** Compositions changed: ask again for what is shown of them. The client keeps one handler a method, so it is shared. */
  readonly onDidChangeCompositions: Event<void>;
}

/** Binds the client's notification to an event that many may listen to. */
export function createSession(context: ExtensionContext, client: BaseLanguageClient): Session {
  const changed = new EventEmitter<void>();
  context.subscriptions.push(
    changed,
    client.onNotification(CHANGED, () => changed.fire()),
  );
  return { client, onDidChangeCompositions: changed.event };
}

/** The configs that an app can be started with; rejects when the server does not run. */
export function askPrimaries({ client }: Session): Promise<readonly PrimaryConfig[]> {
  return client.sendRequest<readonly PrimaryConfig[]>(PRIMARIES);
}

/** The composed YAML of a side, with who decided each line; rejects when the server does not run. */
export function askComposed(
  { client }: Session,
  params: ComposedParams,
  token?: CancellationToken,
): Promise<ComposedResult> {
  return client.sendRequest<ComposedResult | null>(COMPOSED, params, token ?? NEVER).then(answered);
}

/** The keys whose values differ between two sides; rejects when the server does not run. */
export function askCompare({ client }: Session, params: CompareParams): Promise<CompareResult> {
  return client.sendRequest<CompareResult | null>(COMPARE, params).then(answered);
}

/** What a config or a run may be compared with; rejects when the server does not run. */
export function askCompareChoices({ client }: Session, params: CompareChoicesParams): Promise<CompareChoicesResult> {
  return client.sendRequest<CompareChoicesResult | null>(COMPARE_CHOICES, params).then(answered);
}

/** What a launch would do; rejects when the server does not run or the request is cancelled. */
export function askPlan({ client }: Session, params: PlanParams, token?: CancellationToken): Promise<PlanResult> {
  return client.sendRequest<PlanResult | null>(PLAN, params, token ?? NEVER).then(answered);
}

/** What may be typed next in a line of overrides; rejects when the server does not run or the request is cancelled. */
export function askOverrideOffers(
  { client }: Session,
  params: CompleteOverrideParams,
  token?: CancellationToken,
): Promise<readonly OverrideOffer[]> {
  return client.sendRequest<readonly OverrideOffer[] | null>(COMPLETE_OVERRIDE, params, token ?? NEVER).then(answered);
}

/** What a file is seen from, and why; rejects when the server does not run. */
export function askFocus({ client }: Session, params: FocusParams): Promise<FocusResult> {
  return client.sendRequest<FocusResult | null>(FOCUS, params).then(answered);
}

/** Every composition that reaches a file; rejects when the server does not run. */
export function askFocusChoices({ client }: Session, params: FocusChoicesParams): Promise<FocusChoicesResult> {
  return client.sendRequest<FocusChoicesResult | null>(FOCUS_CHOICES, params).then(answered);
}

/** Every key of the composition that a file is seen from; rejects when the server does not run. */
export function askEffectiveConfig(
  { client }: Session,
  params: EffectiveParams,
  token: CancellationToken,
): Promise<EffectiveResult> {
  return client.sendRequest<EffectiveResult | null>(EFFECTIVE_CONFIG, params, token).then(answered);
}

/** One value in full; rejects when the key is not there any more and when the server does not run. */
export function askEffectiveValue({ client }: Session, params: EffectiveValueParams): Promise<EffectiveValueResult> {
  return client.sendRequest<EffectiveValueResult | null>(EFFECTIVE_VALUE, params).then(answered);
}

/** What a composition consists of; rejects when the server does not run. */
export function askDefaultsTree(
  { client }: Session,
  params: DefaultsTreeParams,
  token: CancellationToken,
): Promise<DefaultsTreeResult> {
  return client.sendRequest<DefaultsTreeResult | null>(DEFAULTS_TREE, params, token).then(answered);
}

/** What is wrong with the composition that a file is seen from; rejects when the server does not run. */
export function askFocusProblems({ client }: Session, params: FocusProblemsParams): Promise<FocusProblemsResult> {
  return client.sendRequest<FocusProblemsResult | null>(FOCUS_PROBLEMS, params).then(answered);
}

/** Code lenses above the keys that others override; rejects when the server does not run. */
export async function askOverriddenLens(
  { client }: Session,
  params: OverriddenLensParams,
  token: CancellationToken,
): Promise<CodeLens[]> {
  const lenses = await client.sendRequest<ProtocolCodeLens[] | null>(OVERRIDDEN_LENS, params, token);
  return client.protocol2CodeConverter.asCodeLenses(answered(lenses), token);
}

/** Who uses a config, or overrides one of its keys; rejects when the server does not run. */
export async function askUsers({ client }: Session, params: UsersParams): Promise<readonly Location[]> {
  const users = await client.sendRequest<readonly ProtocolLocation[] | null>(USERS, params);
  return answered(users).map((each) => client.protocol2CodeConverter.asLocation(each));
}

/** Where a model config may be written, and what it may be of; rejects when the server does not run. */
export function askNewModelPlaces(
  { client }: Session,
  params: NewModelPlacesParams,
): Promise<readonly NewModelPlace[]> {
  return client.sendRequest<readonly NewModelPlace[] | null>(NEW_MODEL_PLACES, params).then(answered);
}

/** What writing a model config would change; rejects when the server does not run. */
export function askNewModel({ client }: Session, params: NewModelParams): Promise<NewModelResult> {
  return client.sendRequest<NewModelResult | null>(NEW_MODEL, params).then(answered);
}

/** What was found in each workspace folder; rejects when the server does not run. */
export function askProjects({ client }: Session): Promise<readonly ProjectFacts[]> {
  return client.sendRequest<readonly ProjectFacts[] | null>(PROJECTS).then(answered);
}

/** Pins a composition; the server says that compositions changed. A server that does not run is told when it starts. */
export async function sendFocus({ client }: Session, params: SetFocusParams): Promise<void> {
  try {
    await client.sendNotification(SET_FOCUS, params);
  } catch {
    return;
  }
  refreshCodeLenses(client);
}

/** The server answers null where it failed by a mistake of its own, of which it writes to its log. */
function answered<T>(answer: T | null): T {
  if (answer === null) throw new Error(l10n.t('the output "hydrascope" says why'));
  return answer;
}
