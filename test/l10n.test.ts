// What a person reads is there for translators: package.json by keys, the client by texts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundleOf, splitManifest, textsOf, unwrappedIn } from '../tools/l10nText.mjs';

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');
const sources = readdirSync(join(REPOSITORY, 'client/src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: read(`client/src/${name}`) }));

describe('package.json', () => {
  it('has keys for its strings, and package.nls.json has exactly these: `npm run l10n` moves them', () => {
    const manifest = JSON.parse(read('package.json'));
    const strings = JSON.parse(read('package.nls.json'));
    const split = splitManifest(manifest, strings);
    expect(split.manifest).toEqual(manifest);
    expect(split.strings).toEqual(strings);
    const used = [...JSON.stringify(manifest.contributes).matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
    expect(used.filter((key) => !(key in strings))).toEqual([]);
  });

  it('gives each string a key of its own, by what it is about', () => {
    const { manifest, strings } = splitManifest(
      {
        description: 'stays',
        contributes: {
          commands: [{ command: 'a.b', title: 'Do', category: 'c' }],
          configuration: { title: 'x', properties: { 'a.title': { type: 'string', description: 'text' } } },
          views: { side: [{ id: 'v', name: 'View' }] },
          walkthroughs: [{ id: 'w', steps: [{ id: 's', title: '%mine%', media: { altText: 'picture' } }] }],
        },
      },
      { mine: 'Kept' },
    );
    expect(strings).toEqual({
      'commands.a.b.title': 'Do',
      category: 'c',
      'configuration.title': 'x',
      'configuration.properties.a.title.description': 'text',
      'views.side.v.name': 'View',
      mine: 'Kept',
      'walkthroughs.w.steps.s.media.altText': 'picture',
    });
    expect(manifest.description).toBe('stays');
    expect(manifest.contributes.commands[0].title).toBe('%commands.a.b.title%');
  });
});

describe('the client', () => {
  it('has its texts in l10n/bundle.l10n.json: `npm run l10n` writes it', () => {
    expect(JSON.parse(read('l10n/bundle.l10n.json'))).toEqual(bundleOf(sources.map(({ text }) => text)));
  });

  it.each(sources.map(({ name }) => name))('%s hands literals to l10n.t, and shows none without it', (name) => {
    const { text } = sources.find((each) => each.name === name)!;
    expect(textsOf(text).faults).toEqual([]);
    if (/from 'vscode'/.test(text)) expect(unwrappedIn(text)).toEqual([]);
  });

  it('is read as TypeScript writes it', () => {
    const source = "l10n.t('it\\'s {0}', a) + l10n.t(\n  \"two\",\n  b) + l10n.t(`\\u2026`) + l10n.t(name)";
    expect(textsOf(source)).toEqual({ texts: ["it's {0}", 'two', '…'], faults: ['name)'] });
    expect(unwrappedIn("x;\nwindow.showErrorMessage('No');\npick.placeholder = 'Type';")).toEqual([
      "2: showErrorMessage('No');",
      "3: placeholder = 'Type';",
    ]);
  });
});
