import { nodeAt } from '../../compose/index.ts';
import type { Snapshot } from '../../project/index.ts';
import type { JsonSchema } from '../../schema/index.ts';
import { emitScalar, nameOfUri } from '../../text/index.ts';
import { emptyOutline, linesOf, outlineOfClass, setAt, yamlOf } from './outline.ts';
import type { Site } from './places.ts';
import { type ModelConfig, modelConfigs, type Override, siblingsOf } from './siblings.ts';

/**
 * The text of a new model config: the bases that its siblings have, its type, the fields of the class that validates it,
 * each with its default, and what most siblings override. What few override stands below as a comment.
 */
export function configText(
  snapshot: Snapshot,
  { root, registry }: Site,
  name: string,
  type: string | undefined,
  schema: JsonSchema | undefined,
): string {
  const models = modelConfigs(snapshot, root, registry);
  const { defaults, overrides, count } = siblingsOf(models, registry);
  const entries = defaults.length === 0 ? ['_self_'] : defaults;
  const lines = [`# ${titleOf(name)} configuration`, 'defaults:', ...entries.map((entry) => `  - ${entry}`)];
  if (registry !== undefined && type !== undefined) {
    const home = registry.home === undefined ? '' : ` in ${nameOfUri(registry.home)}`;
    const chosen = emptyOutline();
    const fields = topOf(registry.key) === topOf(registry.config) ? chosen : emptyOutline();
    setAt(chosen, registry.key, { value: yamlOf(type) });
    setAt(fields, registry.config, { below: schema === undefined ? emptyOutline() : outlineOfClass(schema) });
    lines.push('', `# Model type (a name of ${registry.symbol}${home})`, ...linesOf(chosen));
    if (fields !== chosen) lines.push('', '# Model-specific configuration', ...linesOf(fields));
  }
  const bases = entries.filter((entry) => /^[\w/.-]+$/.test(entry) && entry !== '_self_');
  const usual = overrides.filter((each) => each.count * 2 > count);
  const others = overrides.filter((each) => each.count * 2 <= count);
  if (usual.length + others.length === 0) return `${lines.join('\n')}\n`;
  const of = bases.length === 0 ? '' : ` of ${bases.join(' and ')}`;
  lines.push(
    '',
    `# Overrides${of}, as other models have them`,
    ...usual.map(({ key, value }) => `${keyText(key)}: ${value}`),
  );
  lines.push(...others.flatMap((each) => commented(each, models)));
  return `${lines.join('\n')}\n`;
}

/** Two mappings of one key would be one too many. */
function topOf(key: string): string {
  return key.split('.')[0] ?? '';
}

/** What few override, with the value that the bases give. */
function commented({ key }: Override, models: readonly ModelConfig[]): string[] {
  for (const { file, composition } of models) {
    const write = nodeAt(composition.root, [key])?.writes.find(
      ({ origin }) => origin.kind === 'file' && origin.file.uri !== file.uri,
    );
    if (write?.value.kind === 'scalar') return [`# ${keyText(key)}: ${emitScalar(write.value.leaf)}`];
  }
  return [];
}

function keyText(key: string): string {
  return emitScalar({ t: 'str', v: key });
}

/** `My model` of `my_model`. */
function titleOf(name: string): string {
  const words = name.split(/[-_.\s]+/).filter((word) => word !== '');
  return words.map((word, index) => (index === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word)).join(' ');
}
