import { strict as assert } from 'node:assert';
import { before, describe, it } from 'mocha';
import { env, extensions, UIKind, Uri } from 'vscode';
import { CloseAction, ErrorAction } from 'vscode-languageclient/browser';
import { serverWorker } from '../../../client/src/connection/overWorker';
import { activateExtension, inWorkspace, until } from '../support';

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

  it('tells of a server whose worker cannot be loaded, and does not wait for it', async () => {
    const extension = extensions.getExtension('hydrascope.hydrascope');
    assert.ok(extension);
    const server = serverWorker(Uri.joinPath(extension.extensionUri, 'dist', 'nothing.js'));
    let closed = 0;
    const client = server.connect({
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          closed++;
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    });
    void client.start().catch(() => {});
    await until('the end of the server', () => closed === 1);
    await server.kill();
    await client.dispose().catch(() => {});
  });
});
