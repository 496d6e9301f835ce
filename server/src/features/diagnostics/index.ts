export {
  type Diagnosing,
  diagnose,
  diagnosing,
  problemsIn,
  problemsOfDocument,
  type Severities,
} from './diagnose.ts';
export { problemsOfUsage } from './ofRun.ts';
export type { JudgesOf } from './rule.ts';
export { RULES } from './rules.ts';
