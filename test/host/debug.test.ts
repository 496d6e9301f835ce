import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { commands, DebugStackFrame, debug, env, extensions, Location, SourceBreakpoint } from 'vscode';
import { ACCEPT, inComposer, NEXT, pressUntil, venvPython } from './launching';
import { activateExtension, inWorkspace, open, place, revertAll, until } from './support';

const SCRIPT = 'trainer/mytrainer.py';

/** The debug adapter is that of the environment; `debugger/` beside this file starts it. */
function canDebug(): boolean {
  const isThere = extensions.all.some(({ id }) => id === 'hydrascope-tests.debugger');
  return isThere && spawnSync(venvPython(), ['-c', 'import debugpy']).status === 0;
}

describe('A launch under the debugger', () => {
  before(activateExtension);
  after(async () => {
    debug.removeBreakpoints(debug.breakpoints);
    await revertAll();
  });

  it('stops at a breakpoint, with exactly what was typed, and is a run with an output (needs debugpy)', async function () {
    if (!canDebug()) this.skip();
    const script = await open(SCRIPT);
    const at = place(script, 'kind = choose_adapter(args)');
    debug.addBreakpoints([new SourceBreakpoint(new Location(script.uri, at))]);
    const overrides = ['seq_len=2048', '+note="a b $HOME"'];
    await inComposer(inWorkspace('configs/mamba.yaml'), `seq_len=2048 '+note="a b $HOME"'`, 'runIn');
    const session = await pressUntil('the debugger', [NEXT, NEXT, ACCEPT], () => debug.activeDebugSession);
    assert.equal(session.configuration.console, 'integratedTerminal');
    const frame = await until('the breakpoint', () => {
      const item = debug.activeStackItem;
      return item instanceof DebugStackFrame && item;
    });
    const { result } = await frame.session.customRequest('evaluate', {
      expression: '__import__("json").dumps([__import__("sys").argv[1:], cfg.seq_len, cfg.note]).encode().hex()',
      frameId: frame.frameId,
      context: 'repl',
    });
    const seen = JSON.parse(Buffer.from(String(result).replaceAll("'", ''), 'hex').toString('utf8'));
    assert.deepEqual(seen, [['--config-name=mamba', ...overrides], 2048, 'a b $HOME']);

    await commands.executeCommand('workbench.action.debug.continue');
    await until('the end', () => debug.activeDebugSession === undefined);
    await env.clipboard.writeText('');
    await commands.executeCommand('hydrascope.openRunOutput');
    const folder = await until('the folder', async () => {
      await commands.executeCommand('copyFilePath');
      return (await env.clipboard.readText()).includes('outputs') && env.clipboard.readText();
    });
    const recorded = await readFile(join(folder, '.hydra', 'overrides.yaml'), 'utf8');
    assert.match(recorded, /seq_len=2048/);
  });

  it('is not chosen for good: the next launch can be a task again (needs debugpy)', async function () {
    if (!canDebug()) this.skip();
    await inComposer(inWorkspace('configs/mamba.yaml'), 'sq_len=1', 'runIn');
    // The debugger was chosen last, and stands first; with what is wrong here nothing starts.
    await pressUntil('the composer', [NEXT, ACCEPT], () =>
      commands.executeCommand<boolean>('hydrascope.composer.complete'),
    );
    await commands.executeCommand('workbench.action.closeQuickOpen');
  });
});
