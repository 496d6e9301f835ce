// Refactorings of defaults lists, of options that they choose, and of package headers.
import { describe, expect, it } from 'vitest';
import { GROUPS } from '../fixtures/refactored.ts';
import { afterAction, refactoringTitles } from '../support/check.ts';

describe('an option', () => {
  it('is made of what is below a key, chosen where the keys stood', () => {
    expect(
      afterAction(
        GROUPS.replace('model:', 'mo$0del:'),
        "Extract 'model' into the option model/config.yaml: keys come in another order",
      ),
    ).toMatchInlineSnapshot(`
      {
        "conf/config.yaml": "defaults:
        - base
        - db: mysql
        - server: apache
        - model: config
        - _self_
        - override server/log: verbose
        - override db/pool: large
      steps: 1000
      db:
        user: "root"
      name: '12'
      rate: 0.25
      ",
        "conf/model/config.yaml": "# the width
      dim: 256  # of each layer

      tags: [a, b]
      text: |
        several
          lines
      ",
      }
    `);
  });

  it('is inlined where nobody chooses another one', () => {
    const text = `
-- conf/config.yaml --
defaults:
  - base
  - model: gp$0t
a: 1
-- conf/base.yaml --
b: 1
-- conf/model/gpt.yaml --
# @package model
# A small one.
dim: 1  # wide
`;
    expect(
      afterAction(text, "Inline model/gpt.yaml: 'model' can be chosen no more, and keys come in another order"),
    ).toMatchInlineSnapshot(`
      {
        "conf/config.yaml": "defaults:
        - base
      a: 1
      model:
        # A small one.
        dim: 1  # wide
      ",
      }
    `);
    expect(refactoringTitles(GROUPS.replace('- db: mysql', '- d$0b: mysql'))).not.toContainEqual(
      expect.stringContaining('Inline db/mysql.yaml'),
    );
  });
});

describe('an option below an option', () => {
  it('is made in the group that lies in the config’s own', () => {
    const after = afterAction(
      GROUPS.replace('limits:', 'lim$0its:'),
      "Extract 'limits' into the option server/limits/apache.yaml: keys come in another order",
    );
    expect(after['conf/server/apache.yaml']).toContain('shop\n  - limits: apache\n  - _self_\nport: 8080\n');
    expect(after['conf/server/limits/apache.yaml']).toBe('size: 10\ntime:\n  read: 5\n  write: 6\n');
  });

  it('is made of a key below others', () => {
    const after = afterAction(
      GROUPS.replace('time:', 'ti$0me:'),
      "Extract 'limits.time' into the option server/limits/time/apache.yaml: keys come in another order",
    );
    expect(after['conf/server/apache.yaml']).toContain(
      '  - limits/time: apache\n  - _self_\nport: 8080\nlimits:\n  size',
    );
    expect(after['conf/server/limits/time/apache.yaml']).toBe('read: 5\nwrite: 6\n');
  });

  it('is not made of all that a mapping has, nor where the group is chosen from already', () => {
    const titles = (text: string) => refactoringTitles(text).filter((title) => title.startsWith('Extract'));
    expect(titles(GROUPS.replace('  size: 10\n  time:', '  ti$0me:'))).toEqual([]);
    expect(
      titles(
        GROUPS.replace('time:', 'ti$0me:')
          .replace('- log: quiet', '- limits/time: long\n  - log: quiet')
          .concat('-- conf/server/limits/time/long.yaml --\nread: 9\n'),
      ),
    ).toEqual([]);
  });

  it('is inlined where it lands, below keys that are not there', () => {
    const text = GROUPS.replace(
      '  - log: quiet\n  - /server/site@main: shop',
      '  - log: quiet\n  - /ser$0ver/site@main.site: shop',
    );
    expect(
      afterAction(
        text,
        "Inline server/site/shop.yaml: 'server/site' can be chosen no more, and keys come in another order",
      ),
    ).toMatchInlineSnapshot(`
      {
        "conf/server/apache.yaml": "defaults:
        - log: quiet
        - _self_
      port: 8080
      limits:
        size: 10
        time:
          read: 5
          write: 6
      main:
        site:
          host: shop.example
          port: 8080
      ",
      }
    `);
    expect(refactoringTitles(text.replace('limits:', 'main:'))).not.toContainEqual(
      expect.stringContaining('Inline server/site/shop.yaml'),
    );
  });
});

describe('a defaults list', () => {
  it('gets its paths from the root and back, and what it brings lands where it did', () => {
    const far = afterAction(GROUPS.replace('- log: quiet', '- l$0og: quiet'), 'Write the path from the root');
    expect(far['conf/server/apache.yaml']).toContain('- /server/log@log: quiet');
    const near = afterAction(
      GROUPS.replace('- /server/site@main', '- /ser$0ver/site@main'),
      'Write the path from the group of this config',
    );
    expect(near['conf/server/apache.yaml']).toContain('- site@main: shop');
  });

  it('gets `_self_` where it counts', () => {
    const after = afterAction(
      GROUPS.replace('defaults:\n  - pool', 'defa$0ults:\n  - pool'),
      "Add '_self_' where it counts now: at the end",
    );
    expect(after['conf/db/mysql.yaml']).toContain('  - pool: small\n  - _self_\n');
  });

  it('has its overrides sorted', () => {
    const after = afterAction(GROUPS.replace('defaults:', 'de$0faults:'), 'Sort the overrides of this list');
    expect(after['conf/config.yaml']).toContain('- override db/pool: large\n  - override server/log: verbose\nsteps');
  });
});

describe('a package header', () => {
  it('says where the config lands', () => {
    const text = GROUPS.replace('host: localhost', 'host: localhost').replace(
      '-- conf/db/pool/small.yaml --\n',
      '-- conf/db/pool/small.yaml --\n$0',
    );
    expect(refactoringTitles(text)).toMatchInlineSnapshot(`
      [
        "Quote the value: a number becomes a text",
        "Add '# @package _global_': its keys land at the root",
      ]
    `);
  });
});
