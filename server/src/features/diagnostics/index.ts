export { type Diagnosing, type Diagnosis, diagnose, diagnosing, problemsIn } from './diagnose.ts';
export { problemsOfUsage } from './ofRun.ts';
export type { JudgesOf, Rule } from './rule.ts';
export { RULES } from './rules.ts';
