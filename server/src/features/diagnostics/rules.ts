import { commands } from './commands.ts';
import { composition } from './composition.ts';
import { groupAsValue } from './groupAsValue.ts';
import { ignoreComment } from './ignoreComment.ts';
import { interpolation } from './interpolation.ts';
import { losingValue } from './losingValue.ts';
import { migration } from './migration.ts';
import { missingBase } from './missingBase.ts';
import { missingName } from './missingName.ts';
import { missingValues } from './missingValues.ts';
import { modelSchema } from './modelSchema.ts';
import { override } from './override.ts';
import { packageHeader } from './packageHeader.ts';
import { projectFile } from './projectFile.ts';
import { redundantValue } from './redundantValue.ts';
import { registry } from './registry.ts';
import { registryEntries } from './registryEntries.ts';
import { registryNames } from './registryNames.ts';
import { replacedList } from './replacedList.ts';
import type { Rule } from './rule.ts';
import { schema } from './schema.ts';
import { selfEntry } from './selfEntry.ts';
import { shadowedBase } from './shadowedBase.ts';
import { syntax } from './syntax.ts';
import { target } from './target.ts';
import { targetArguments } from './targetArguments.ts';
import { unreachedOption } from './unreachedOption.ts';
import { unreadKeys } from './unreadKeys.ts';
import { unsetVariables } from './unsetVariables.ts';
import { wipedSubtree } from './wipedSubtree.ts';
import { ymlFiles } from './ymlFiles.ts';

/** Every rule, in the order of its codes. */
export const RULES: readonly Rule<unknown>[] = [
  syntax,
  composition,
  packageHeader,
  selfEntry,
  interpolation,
  wipedSubtree,
  replacedList,
  redundantValue,
  losingValue,
  groupAsValue,
  missingValues,
  unsetVariables,
  schema,
  modelSchema,
  unreadKeys,
  missingBase,
  shadowedBase,
  registryNames,
  registry,
  registryEntries,
  missingName,
  override,
  commands,
  projectFile,
  ignoreComment,
  ymlFiles,
  unreachedOption,
  target,
  targetArguments,
  migration,
];
