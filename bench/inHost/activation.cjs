// Runs in the extension host of a window without configs, where nothing has activated hydrascope yet: times how its code
// loads and how `activate` is called and resolves. VS Code counts the first two as an extension's activation.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { extensions } = require('vscode');

exports.run = async () => {
  const extension = extensions.getExtension('hydrascope.hydrascope');
  if (extension === undefined || extension.isActive) throw new Error('hydrascope is not there, or already active');
  const path = require.resolve(join(extension.extensionPath, 'dist/extension.js'));
  let start = performance.now();
  const { activate, deactivate } = require(path);
  const load = performance.now() - start;
  let call;
  let resolved;
  // The host takes the module from Node's cache, so it calls the activate of this one.
  require.cache[path].exports = {
    deactivate,
    activate: async (context) => {
      start = performance.now();
      const promise = activate(context);
      call = performance.now() - start;
      await promise;
      resolved = performance.now() - start;
    },
  };
  await extension.activate();
  if (resolved === undefined) throw new Error('the host activated another copy of the code');
  writeFileSync(process.env.HYDRASCOPE_BENCH_RESULT, JSON.stringify({ host: load + call, server: load + resolved }));
};
