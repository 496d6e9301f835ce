export {
  type Diagnosing,
  type Diagnosis,
  diagnose,
  diagnosing,
  problemsIn,
  problemsOfDocument,
  type Severities,
} from './diagnose.ts';
export { problemsOfUsage } from './ofRun.ts';
export { RULES } from './rules.ts';
