// Texts that the loader refuses: what is offered at the first problem, and what is written then.
import { expect, it } from 'vitest';
import { diagnose } from '../../server/src/features/index.ts';
import { fixedTexts } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';

/** The fixes of the first problem of a config with what they make of the text; `!` is before what is preferred. */
function fixed(text: string): Record<string, string> {
  const snapshot = open(
    parseScenario(`-- configs/main.yaml --\ndefaults: [_self_]\n-- configs/app.yaml --\n${text}`),
  ).snapshot();
  const uri = uriAt('configs/app.yaml');
  const [problem] = diagnose(snapshot).get(uri) ?? [];
  const fixes = problem === undefined ? [] : fixedTexts(snapshot, problem);
  return Object.fromEntries(fixes.map(([title, texts]) => [title, Object.values(texts).join()]));
}

const CASES: readonly string[] = [
  'a:\n\tb: 1\n\tc:\n\t\td: 2\n',
  'a:\t1\n',
  'text: |\n  a\nb:\n\tc: 1\n',
  'a: x\u0007y\n',
  'a: "open\n',
  'a: "open # or not\n',
  "a: 'it's'\n",
  'a: [1, 2\n',
  'a: [1, 2\nb: 3\n',
  'a: [\n  1,\n  2\nb: 3\n',
  'a: { b: 1 # one\n',
  'a: 1\nb:2\nc: 3\n',
  'a: b: c\n',
  'a: @b\n',
  'a: %b # c\n',
  'a: *.py\n',
  'base: &base 1\na: *bsae\n',
  'a:\n  b: 1\n   c: 2\n',
  'a:\n  b: 1\n c: 2\n',
  'a: !mine 1\n',
  'a: !mine { b: 1 }\nc: 2\n',
  'null: 1\n',
  'a: {{ b }}\n',
  'a: ${b\nb: 1\n',
  'a: "${b/c"\nb: 1\n',
  'a: ${{ b }}\n',
];

it('offers what was meant, where the loader takes it', () => {
  const lines = CASES.flatMap((text) => [
    JSON.stringify(text),
    ...Object.entries(fixed(text)).map(([title, after]) => `    ${title}: ${JSON.stringify(after)}`),
  ]);
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    "a:\\n\\tb: 1\\n\\tc:\\n\\t\\td: 2\\n"
        ! Indent with spaces instead of tabs: "a:\\n  b: 1\\n  c:\\n    d: 2\\n"
    "a:\\t1\\n"
        ! Write a space instead of the tab: "a: 1\\n"
    "text: |\\n  a\\nb:\\n\\tc: 1\\n"
        Indent with spaces instead of tabs: "text: |\\n  a\\nb:\\n  c: 1\\n"
        Indent the line as the one above it: "text: |\\n  a\\nb:\\nc: 1\\n"
    "a: x\\u0007y\\n"
        Remove the character U+0007: "a: xy\\n"
    "a: \\"open\\n"
        ! Close the quotes with ": "a: \\"open\\"\\n"
    "a: \\"open # or not\\n"
        Close the quotes with ": "a: \\"open # or not\\"\\n"
        Close the quotes with " before the comment: "a: \\"open\\" # or not\\n"
    "a: 'it's'\\n"
        ! Write the value as text, in quotes: "a: 'it''s'\\n"
    "a: [1, 2\\n"
        ! Close the list with ]: "a: [1, 2]\\n"
    "a: [1, 2\\nb: 3\\n"
        ! Close the list with ]: "a: [1, 2]\\nb: 3\\n"
    "a: [\\n  1,\\n  2\\nb: 3\\n"
        ! Close the list with ] on line 3: "a: [\\n  1,\\n  2]\\nb: 3\\n"
    "a: { b: 1 # one\\n"
        ! Close the mapping with }: "a: { b: 1 } # one\\n"
    "a: 1\\nb:2\\nc: 3\\n"
        ! Write a space behind 'b:': "a: 1\\nb: 2\\nc: 3\\n"
    "a: b: c\\n"
        ! Write the value as text, in quotes: "a: \\"b: c\\"\\n"
    "a: @b\\n"
        ! Write the value as text, in quotes: "a: \\"@b\\"\\n"
    "a: %b # c\\n"
        ! Write the value as text, in quotes: "a: \\"%b\\" # c\\n"
    "a: *.py\\n"
        Write the value as text, in quotes: "a: \\"*.py\\"\\n"
    "base: &base 1\\na: *bsae\\n"
        Change to 'base': "base: &base 1\\na: *base\\n"
        Write the value as text, in quotes: "base: &base 1\\na: \\"*bsae\\"\\n"
    "a:\\n  b: 1\\n   c: 2\\n"
        Indent the line as the one above it: "a:\\n  b: 1\\n  c: 2\\n"
    "a:\\n  b: 1\\n c: 2\\n"
        Indent the line as the one above it: "a:\\n  b: 1\\n  c: 2\\n"
    "a: !mine 1\\n"
        Remove the tag '!mine': "a: 1\\n"
    "a: !mine { b: 1 }\\nc: 2\\n"
        Remove the tag '!mine': "a: { b: 1 }\\nc: 2\\n"
    "null: 1\\n"
        ! Write the key as the text "null": "\\"null\\": 1\\n"
    "a: {{ b }}\\n"
        Write the value as text, in quotes: "a: \\"{{ b }}\\"\\n"
    "a: \${b\\nb: 1\\n"
        ! Close the interpolation: \${b}: "a: \${b}\\nb: 1\\n"
        Write it as text that is no interpolation: "a: \\\\\${b\\nb: 1\\n"
    "a: \\"\${b/c\\"\\nb: 1\\n"
        Close the interpolation: \${b}: "a: \\"\${b}/c\\"\\nb: 1\\n"
        Close the interpolation: \${b/c}: "a: \\"\${b/c}\\"\\nb: 1\\n"
        Write it as text that is no interpolation: "a: \\"\\\\\\\\\${b/c\\"\\nb: 1\\n"
    "a: \${{ b }}\\n"
        Write it as text that is no interpolation: "a: \\\\\${{ b }}\\n"
    "
  `);
});
