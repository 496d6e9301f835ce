// The licences of what is bundled: dist/THIRD-PARTY-NOTICES.txt, from the packages that really went into the bundles.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
  const notices = [...names].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(root, folder, file), 'utf8').trim();
    return `${name} ${version}\n\n${text}\n`;
  });
  const target = join(root, 'dist', 'THIRD-PARTY-NOTICES.txt');
  writeFileSync(target, `hydrascope contains these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`);
}
