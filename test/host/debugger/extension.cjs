// As much of the extension Python Debugger as its debug adapter needs, which is that extension's own: what a launch under
// the debugger does can be tested where no marketplace can be reached.
const vscode = require('vscode');

exports.activate = (/** @type {import('vscode').ExtensionContext} */ context) => {
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory('debugpy', {
      createDebugAdapterDescriptor: ({ configuration }) =>
        new vscode.DebugAdapterExecutable(configuration.python, ['-m', 'debugpy.adapter']),
    }),
  );
};
