import type { Project, Snapshot, Usage } from '../../project/index.ts';
import type { ConfigFile, Problem } from '../../text/index.ts';

/** What a rule may look at: one project at a time. */
export interface RuleContext {
  readonly snapshot: Snapshot;
  readonly project: Project;
  /** Every file of the project's config roots. */
  readonly files: readonly ConfigFile[];
  /** Every primary config, composed. */
  readonly usages: readonly Usage[];
}

/** One kind of thing that can be wrong, with its page in `docs/rules.md`. */
export interface Rule {
  /** As `hydrascope.yaml` may name it, beside its codes. */
  readonly name: string;
  readonly codes: readonly Problem['code'][];
  /** What it finds, why that matters, and what to do: a paragraph of Markdown. */
  readonly docs: string;
  readonly check: (context: RuleContext) => readonly Problem[];
}
