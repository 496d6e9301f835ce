// A real Emacs with eglot, set up as docs/editors.md says, with the server of the package as npm would install it.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EditorRun, runEditor, versionOf } from '../support/editorRun.ts';
import { recipe } from '../support/recipe.ts';

const SCRIPT = fileURLToPath(new URL('./eglot.el', import.meta.url));
const isThere = versionOf('emacs', '--batch', '-f', 'package-initialize', '-l', 'eglot') !== undefined;

interface Report {
  readonly problem?: string;
  readonly hover: string;
  readonly completion: readonly string[];
  readonly diagnostics: readonly string[];
  readonly actions: readonly string[];
  readonly fixed: string;
  readonly renamed: string;
  readonly base: string;
  readonly messages: readonly string[];
}

describe.skipIf(!isThere)(`eglot${isThere ? '' : ' (skipped: there is no emacs with eglot on the PATH)'}`, () => {
  let run: EditorRun<Report>;
  beforeAll(() => {
    run = runEditor<Report>(recipe('## Emacs (eglot)', 'elisp'), (setup) => [
      'emacs',
      '--batch',
      '-f',
      'package-initialize',
      '-l',
      setup,
      '-l',
      SCRIPT,
    ]);
  }, 180_000);
  afterAll(() => run?.dispose());

  it('shows the hover as plain text, which is what it asks for without a mode for Markdown', () => {
    expect(run.report.hover).toMatch(/^seq_len: int = 1024\n\nset in mamba\.yaml:38, over 65536 data\.yaml:8\n/);
  });

  it('completes', () => {
    expect(run.report.completion).toEqual(expect.arrayContaining(['mamba', 'ngpt']));
  });

  it('shows diagnostics as one types', () => {
    expect(run.report.diagnostics).toEqual([
      expect.stringContaining("'manba' is not registered in ADAPTER_PATHS (trainer_registry.py)"),
    ]);
  });

  it('makes a fix, with wide letters around it', () => {
    expect(run.report.actions).toContain("Change to 'mamba'");
    expect(run.report.fixed).toBe('type: "mamba"  # 日本');
  });

  it('renames a key in every file that has it', () => {
    expect(run.report.renamed).toMatch(/^context: 1024/);
    expect(run.report.base).toMatch(/^context: 65536/);
  });

  it('complains of nothing', () => {
    const complaints = run.report.messages.filter((line) => /error|unknown|unsupported|warning/i.test(line));
    expect(complaints).toEqual([]);
  });
});
