// The licences of what is bundled: dist/THIRD-PARTY-NOTICES.txt, from the packages that really went into the bundles, and
// from what was taken from elsewhere.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Not from npm: whose texts or code stand among ours, by the name of its licence in tools/licences/. */
const TAKEN = [
  { name: 'hydra-core', what: "Hydra's own configs, and messages" },
  { name: 'omegaconf', what: 'messages, and algorithms written anew after its code' },
  { name: 'pyyaml', what: 'the scanner and the emitter, written anew after its code' },
];

/**
 * @param {string} root the repository
 * @param {readonly { inputs: Record<string, unknown> }[]} metafiles esbuild's accounts of the bundles
 */
export function writeNotices(root, ...metafiles) {
  const names = new Set();
  for (const path of metafiles.flatMap(({ inputs }) => Object.keys(inputs))) {
    // The innermost package of a path counts: node_modules/a/node_modules/b/x.js is b's.
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match?.[1] !== undefined) names.add(match[1]);
  }
  const packages = [...names].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
    const text = file === undefined ? '' : `\n${readFileSync(join(root, folder, file), 'utf8').trim()}\n`;
    return `${name} ${version}\nLicence: ${license}\n${text}`;
  });
  const taken = TAKEN.map(({ name, what }) => {
    return `${name} (${what})\n\n${readFileSync(join(root, 'tools/licences', `${name}.txt`), 'utf8').trim()}\n`;
  });
  const line = `\n${'-'.repeat(80)}\n\n`;
  const target = join(root, 'dist', 'THIRD-PARTY-NOTICES.txt');
  writeFileSync(target, `hydrascope contains these packages.\n\n${[...packages, ...taken].join(line)}`);
}
