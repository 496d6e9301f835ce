// A real Neovim, set up as docs/editors.md says, with the server of the package as npm would install it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EditorRun, runEditor, versionOf } from '../support/editorRun.ts';
import { recipe } from '../support/recipe.ts';

const SCRIPT = fileURLToPath(new URL('./neovim.lua', import.meta.url));

/** The one on the PATH, and a newer one where the environment names it: the two are set up in different ways. */
const EDITORS = ['nvim', process.env.HYDRASCOPE_NEOVIM ?? ''].map((program) => {
  const version = program === '' ? undefined : versionOf(program);
  const [, major = 0, minor = 0] = (/v(\d+)\.(\d+)/.exec(version ?? '') ?? []).map(Number);
  const heading = major > 0 || minor >= 11 ? '### 0.11 and later' : '### Before 0.11';
  const why =
    program === 'nvim' ? 'there is no nvim on the PATH' : 'HYDRASCOPE_NEOVIM names no Neovim of 0.11 or later';
  return { program, heading, isThere: version !== undefined, title: version ?? `Neovim (skipped: ${why})` };
});

interface Report {
  readonly problem?: string;
  readonly hover: readonly string[];
  readonly completion: readonly string[];
  readonly diagnostics: readonly string[];
  readonly actions: readonly string[];
  readonly fixed: string;
  readonly renamed: readonly string[];
  readonly base: readonly string[];
  readonly references: number;
  readonly client_messages: readonly string[];
}

describe.each(EDITORS)('$title', ({ program, heading, isThere }) => {
  if (!isThere) {
    it.skip('is driven as a person would');
    return;
  }

  let run: EditorRun<Report>;
  beforeAll(() => {
    const command = (setup: string) =>
      [program, '--headless', '-n', '-u', 'NONE', '-c', `luafile ${setup}`, '-c', `luafile ${SCRIPT}`] as const;
    run = runEditor<Report>(`vim.cmd('filetype on')\n${recipe(heading, 'lua')}`, (setup) => [...command(setup)]);
  }, 180_000);
  afterAll(() => run?.dispose());

  it('shows the hover', () => {
    expect(run.report.hover.join('\n')).toContain('mamba.yaml:38');
    expect(run.report.hover.join('\n')).toContain('65536');
  });

  it('completes', () => {
    expect(run.report.completion).toEqual(expect.arrayContaining(['mamba', 'ngpt']));
  });

  it('shows diagnostics as one types', () => {
    expect(run.report.diagnostics).toEqual([
      "'manba' is not registered in ADAPTER_PATHS (trainer_registry.py); did you mean 'mamba'?",
    ]);
  });

  it('makes a fix, with wide letters around it', () => {
    expect(run.report.actions).toContain("Change to 'mamba'");
    expect(run.report.fixed).toBe('type: "mamba"  # 日本');
  });

  it('renames a key in every file that has it', () => {
    expect(run.report.renamed).toEqual([expect.stringMatching(/^context: 1024/)]);
    expect(run.report.base).toEqual([expect.stringMatching(/^context: 65536/)]);
    expect(readFileSync(join(run.folder, 'configs/mamba.yaml'), 'utf8')).toMatch(/^context: 1024/m);
    expect(run.report.references).toBeGreaterThan(1);
  });

  it('complains of nothing', () => {
    const complaints = run.report.client_messages.filter((line) =>
      /error|unknown|no handler|not supported/i.test(line),
    );
    expect(complaints).toEqual([]);
  });
});
