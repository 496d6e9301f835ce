export { type Diagnosing, type Diagnosis, diagnose, diagnosing, type JudgesOf, problemsIn } from './diagnose.ts';
export { problemsOfUsage } from './ofRun.ts';
export type { Rule } from './rule.ts';
export { RULES } from './rules.ts';
