// Every place that is answered is one that an editor counts to: CRLF, letters of two units, byte order marks.
import { describe, expect, it } from 'vitest';
import { codeLens, completion, definition, diagnose, hover } from '../../server/src/features/index.ts';
import { offsetAt } from '../../server/src/text/index.ts';
import { workspaceOf } from '../support/diskWorkspace.ts';
import { uriAt } from '../support/memoryHost.ts';
import { parseScenario } from '../support/scenario.ts';

/** Half a letter. */
const HALF = /\p{Surrogate}/u;

describe('places', () => {
  const EMOJI = parseScenario(`
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - db: mysql
  - _self_
# 🐍 a comment 𝔘𝔫𝔦
"🔑🔑": 1 # 🎉
plain: \${db.🔑port}
'é🔑ø': { in: "🎉🎉 \${db.prot} 🎉", list: ["🎉", "\${nowhere}"] }
after: [ "𝒳", "\${db.prot}" ]
-- conf/db/mysql.yaml --
# 🐬
port: 1
🔑port: 2
`);

  it.each([
    ['LF', '\n', ''],
    ['CRLF', '\r\n', ''],
    ['a byte order mark', '\n', '\ufeff'],
    ['both', '\r\n', '\ufeff'],
  ])('are those of what stands there, with %s', (_, ending, mark) => {
    const files = [...EMOJI.files].map(([path, text]) => [path, mark + text.replaceAll('\n', ending)] as const);
    const { workspace } = workspaceOf(Object.fromEntries(files));
    const snapshot = workspace.snapshot();
    const config = uriAt('conf/config.yaml');
    const text = snapshot.files.file(config)?.text ?? '';
    const slice = (range: { start: { line: number; character: number }; end: { line: number; character: number } }) =>
      text.slice(offsetAt(text, range.start), offsetAt(text, range.end));
    const spans = diagnose(snapshot)
      .get(config)
      ?.map(({ span }) => text.slice(span.start, span.end));
    expect(spans).toEqual(['"🎉🎉 ${db.prot} 🎉"', '"${nowhere}"', '"${db.prot}"']);
    // Wherever one points, what is underlined is what is pointed at.
    for (let offset = 0; offset <= text.length; offset++) {
      const at = { uri: config, offset };
      const shown = hover(snapshot, at)?.range;
      if (shown !== undefined) {
        expect(offsetAt(text, shown.start)).toBeLessThanOrEqual(offset);
        expect(offsetAt(text, shown.end)).toBeGreaterThanOrEqual(offset);
        expect(slice(shown)).not.toMatch(/[\r\n\ufeff]|^\s|\s$/);
        expect(slice(shown)).not.toMatch(HALF);
      }
      for (const link of definition(snapshot, at)) {
        const target = snapshot.files.file(link.targetUri)?.text ?? '';
        const { start, end } = link.targetSelectionRange;
        expect(target.slice(offsetAt(target, start), offsetAt(target, end))).not.toMatch(/[\r\n\ufeff]/);
      }
      for (const item of completion(snapshot, at)?.items ?? []) {
        const { range } = item.textEdit as { range: Parameters<typeof slice>[0] };
        expect(range.start.line).toBe(range.end.line);
        expect(slice(range)).not.toMatch(/[\r\n]/);
        // A cursor in the middle of a letter is no place that an editor asks for.
        if (!HALF.test(text.slice(0, offset))) expect(slice(range)).not.toMatch(HALF);
      }
    }
    expect(codeLens(snapshot, config).map(({ range }) => slice(range))).toEqual(['defaults', 'defaults']);
    const hovered = (marked: string) => hover(snapshot, { uri: config, offset: text.indexOf(marked) + 1 })?.range;
    expect(slice(hovered('"🔑🔑"') as never)).toBe('"🔑🔑"');
    expect(slice(hovered("'é🔑ø'") as never)).toBe("'é🔑ø'");
  });
});
