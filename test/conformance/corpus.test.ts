import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../server/src/features/index.ts';
import { nodeHost, uriOfPath } from '../../server/src/node/index.ts';
import { createWorkspace } from '../../server/src/project/index.ts';
import type { HydraVersion } from '../../server/src/text/index.ts';
import { askOurs } from '../support/ask.ts';
import { type Answer, difference } from './compare.mjs';

/** Config trees of real repositories, with what Hydra answered; not a part of this repository. */
const corpus = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const isThere = existsSync(corpus);
const why = isThere ? '' : ' (skipped: there is no ../shared/corpus beside this checkout)';

interface Case {
  readonly id: string | number;
  readonly repo: string;
  readonly config_dir: string;
  readonly config_name: string;
  readonly overrides: readonly string[];
  readonly hydra13: Answer;
  readonly hydra14: Answer;
}

/** The copy of this tree has a text where the repository has a symbolic link; Hydra answers as we do on the copy. */
const LOST_LINKS = new Set(['facebookresearch/sam2 sam2_hiera_b+', 'facebookresearch/sam2 sam2_hiera_t']);

function readCases(): Case[] {
  const lines = gunzipSync(readFileSync(join(corpus, 'cases.jsonl.gz')))
    .toString()
    .trimEnd()
    .split('\n');
  const cases = lines.map((line) => JSON.parse(line) as Case);
  return cases.filter(({ repo, config_name: name }) => !LOST_LINKS.has(`${repo} ${name}`));
}

function treeOf({ repo }: Case): string {
  return join(corpus, 'trees', repo.replace('/', '__'));
}

describe.skipIf(!isThere)(`config trees of real repositories${why}`, () => {
  const versions: readonly [HydraVersion, 'hydra13' | 'hydra14'][] = [
    ['1.3', 'hydra13'],
    ['1.4', 'hydra14'],
  ];

  it.each(versions)(
    'compose as Hydra %s composes them',
    (version, field) => {
      const cases = readCases();
      expect(cases.length).toBeGreaterThan(400);
      const differing = cases.flatMap((each) => {
        const tree = treeOf(each);
        const { config_name, overrides } = each;
        const id = String(each.id);
        const ours = askOurs({ id, config_dir: join(tree, each.config_dir), config_name, overrides }, version);
        const theirs = JSON.parse(JSON.stringify(each[field]).replaceAll('${REPO}', tree));
        const { config, choices, ok, error_class } = theirs;
        const what = difference(ours, ok ? { ok, config, choices } : { ok, error_class });
        return what === undefined ? [] : [`${each.repo} ${config_name} ${overrides.join(' ')}: ${what.slice(0, 300)}`];
      });
      expect(differing).toEqual([]);
    },
    180_000,
  );

  it('are quiet: no error of ours where Hydra composes', () => {
    const errors = [...new Set(readCases().map(treeOf))].flatMap((tree) => {
      const snapshot = createWorkspace(nodeHost, { folders: [uriOfPath(tree)] }).snapshot();
      return [...diagnose(snapshot).values()].flat().filter(({ severity }) => severity === 'error');
    });
    const told = errors.map(({ span, message }) => `${span.uri.replace(/^.*\/trees\//, '')}: ${message}`);
    // Nothing that Hydra composes has this file: what it lists is not in the tree.
    expect(told).toEqual([
      "LeCAR-Lab__HumanoidVerse/humanoidverse/config/exp/base_exp.yaml: In 'exp/base_exp': Could not find 'algo/base_algo'",
    ]);
  }, 60_000);
});
