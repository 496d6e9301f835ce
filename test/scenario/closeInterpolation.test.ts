// The brace that follows a typed `${`.
import { expect, it } from 'vitest';
import { closeInterpolation } from '../../server/src/features/index.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';

/** The cursor's line after `${` was typed at the `$0` and the server was asked. */
function typed(line: string, path = 'conf/other.yaml'): string {
  const scenario = parseScenario(`-- conf/app.yaml --\ndefaults: [_self_]\nb: 1\n-- ${path} --\nb: 1\n${line}\n`);
  const offset = scenario.cursor?.offset ?? 0;
  const text = scenario.files.get(path) ?? '';
  const edits = closeInterpolation(open(scenario).snapshot(), { uri: uriAt(path), offset });
  const [edit, ...others] = edits;
  expect(others).toEqual([]);
  const after = edit === undefined ? text : text.slice(0, offset) + edit.newText + text.slice(offset);
  return after.split('\n')[1] ?? '';
}

it.each([
  ['a: ${$0', 'a: ${}'],
  ['a: "${$0"', 'a: "${}"'],
  ["a: '${$0'", "a: '${}'"],
  ['a: "${$0', 'a: "${}'],
  ['a: x/${$0', 'a: x/${}'],
  ['a: ${b}/${$0', 'a: ${b}/${}'],
  ['a: ${$0  # why', 'a: ${}  # why'],
  ['a: ["${$0", 1]', 'a: ["${}", 1]'],
  // The editor has closed it.
  ['a: ${$0}', 'a: ${}'],
  ['a: "${b.${$0}"', 'a: "${b.${}"'],
  // A word that is to go inside.
  ['a: ${$0b', 'a: ${b'],
  // No interpolations.
  ['a: \\${$0', 'a: \\${'],
  ['a: {$0', 'a: {'],
  ['# ${$0', '# ${'],
  // YAML would refuse it all the same.
  ['a: [${$0', 'a: [${'],
])('%s', (line, after) => {
  expect(typed(line)).toBe(after);
});

it('not in a file that is no config', () => {
  expect(typed('a: ${$0', 'docker-compose.yaml')).toBe('a: ${');
});
