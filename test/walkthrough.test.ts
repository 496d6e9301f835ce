// The walkthrough leads to commands and pictures that are there, and the package has the pictures.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly image: Readonly<Record<string, string>>; readonly altText: string };
}
const { contributes } = JSON.parse(read('package.json')) as {
  contributes: {
    commands: readonly { command: string }[];
    views: Readonly<Record<string, readonly { id: string }[]>>;
    walkthroughs: readonly { steps: readonly Step[] }[];
  };
};
const strings = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
const steps = contributes.walkthroughs.flatMap((each) => each.steps);

describe.each(steps)('the step $id', ({ description, media }) => {
  it('leads to a command that is there', () => {
    const text = strings[description.slice(1, -1)] ?? '';
    const named = [...text.matchAll(/\]\(command:([^)]+)\)/g)].map(([, command]) => command!);
    expect(named).toHaveLength(1);
    const focusOfViews = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => `${id}.focus`));
    const known = [...contributes.commands.map(({ command }) => command), ...focusOfViews];
    expect(named.filter((command) => command.startsWith('hydrascope.') && !known.includes(command))).toEqual([]);
  });

  it('has a picture for each theme, in the package, and says it in words', () => {
    const packaged = read('.vscodeignore').split('\n');
    expect(Object.keys(media.image).sort()).toEqual(['dark', 'hc', 'hcLight', 'light']);
    for (const path of Object.values(media.image)) {
      expect(existsSync(join(REPOSITORY, path))).toBe(true);
      expect(packaged).toContain(`!${path}`);
    }
    expect(strings[media.altText.slice(1, -1)]).toMatch(/\w/);
  });
});
