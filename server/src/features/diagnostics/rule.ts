import type { ConfigNode } from '../../compose/index.ts';
import type { CompositionKey, ConfigRoot, Project, Snapshot, Usage } from '../../project/index.ts';
import type { ConfigFile, Problem, Uri } from '../../text/index.ts';

/** What a rule may look at: one project at a time. */
export interface RuleContext {
  readonly snapshot: Snapshot;
  readonly project: Project;
}

/** The compositions that judge a file: the primary configs that reach it, else those that try an option. */
export type JudgesOf = (uri: Uri) => readonly CompositionKey[];

/** What a rule may look at when it makes problems of what it found. */
export interface JoinContext extends RuleContext {
  readonly judgesOf: JudgesOf;
  /** Nothing was looked at before, and somebody waits: what takes in every file of the project is to be found by less. */
  readonly isFirst?: boolean;
  /** One run is judged, for which no other choice gives a meaning to what it lacks. */
  readonly isRun?: boolean;
}

/** A composition that is judged. */
export interface JudgedUsage extends Usage {
  /** Where it tries an option: the keys at the top by which it differs from the primary config's own composition. */
  readonly own?: ReadonlyMap<string, ConfigNode>;
  /** Whether the problems of a file are told by this composition: what a primary config reaches is judged by those. */
  readonly judges: (uri: Uri) => boolean;
}

/** What a rule found in one composition. */
export interface Sighting<Found> {
  readonly key: CompositionKey;
  readonly found: readonly Found[];
}

/**
 * One kind of thing that can be wrong, with its page in `docs/rules.md`. It says what it looks at: what it found in a
 * file, or in a composition, is remembered until that changes.
 */
export interface Rule<Found = Problem> {
  /** As `hydrascope.yaml` may name it, beside its codes. */
  readonly name: string;
  readonly codes: readonly Problem['code'][];
  /** Codes of another rule that it has, too: it says the same from another source. */
  readonly shared?: readonly Problem['code'][];
  /** What it finds, why that matters, and what to do: a paragraph of Markdown. */
  readonly docs: string;
  /** Files with what is reported of them, as a scenario has it: `-- path --` begins one. */
  readonly example: string;
  /** It follows what is written in a composition to values that other files give it. */
  readonly follows?: true;
  /** What is wrong with one config of the project, whoever uses it. */
  ofFile?(context: RuleContext, file: ConfigFile): readonly Problem[];
  /** What there is to tell of one composition. */
  ofUsage?(context: RuleContext, usage: JudgedUsage): readonly Found[];
  /**
   * What that comes to, seen from all compositions in which something was found; absent: each finding is a problem. Where
   * it takes long, `undefined` stands for a moment to pause.
   */
  join?(context: JoinContext, sightings: readonly Sighting<Found>[]): Iterable<Problem | undefined>;
  /** What is wrong with a document that is no config and has commands of the project's apps. */
  ofDocument?(context: RuleContext, uri: Uri): readonly Problem[];
  /** What is wrong with a config root as a whole: it may rest on all that its compositions reach. */
  ofRoot?(context: RuleContext, root: ConfigRoot): readonly Problem[];
  /** What is wrong outside of configs. */
  ofProject?(context: RuleContext): readonly Problem[];
}
