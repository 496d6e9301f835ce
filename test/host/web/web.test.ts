import { strict as assert } from 'node:assert';
import { before, describe, it } from 'mocha';
import { env, UIKind } from 'vscode';
import { activateExtension, inWorkspace } from '../support';

describe('VS Code for the Web', () => {
  before(activateExtension);

  it('is a worker of a browser, with a workspace that is on no disk', () => {
    const scope = globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } };
    assert.equal(scope.process?.versions?.node, undefined);
    assert.ok('WorkerGlobalScope' in globalThis);
    assert.equal(env.uiKind, UIKind.Web);
    assert.equal(env.remoteName, undefined);
    assert.equal(inWorkspace('configs').scheme, 'memory');
  });
});
