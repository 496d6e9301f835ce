// Sorting a defaults list: offered where every composition that has it stays as it is, with each option of its groups too.
import { describe, expect, it } from 'vitest';
import { afterAction, refactoringTitles } from '../support/check.ts';

const SORT = 'Sort the entries of this list';
const ORDER = `${SORT}: keys come in another order`;

const APP = `
-- conf/config.yaml --
defa$0ults:
  - server: apache
  - zone
  - db: mysql
  - _self_
  - area
  - override db/pool: large
rate: 1
-- conf/zone.yaml --
rate: 2
-- conf/area.yaml --
area: 4
-- conf/db/mysql.yaml --
defaults:
  - pool: small
host: localhost
-- conf/db/pool/small.yaml --
size: 1
-- conf/db/pool/large.yaml --
size: 2
-- conf/server/apache.yaml --
port: 80
`;

/** Two of its entries give the job of Hydra a name. */
function named(zone: string, server: string): string {
  const job = (name: string) => `hydra:\n  job:\n    name: ${name}`;
  return APP.replace('rate: 2', job(zone)).replace('port: 80', `# @package _global_\n${job(server)}`);
}

function sortsOf(text: string): string[] {
  return refactoringTitles(text).filter((title) => title.startsWith('Sort'));
}

describe('sorting a defaults list', () => {
  it('puts configs first, and says that keys come in another order', () => {
    expect(sortsOf(APP)).toEqual([ORDER]);
    expect(afterAction(APP, ORDER)).toMatchInlineSnapshot(`
      {
        "conf/config.yaml": "defaults:
        - zone
        - db: mysql
        - server: apache
        - _self_
        - area
        - override db/pool: large
      rate: 1
      ",
      }
    `);
  });

  it('says nothing of the order where it stays', () => {
    const text = APP.replace('- server: apache\n  - zone', '- first\n  - server: apache\n  - zone').concat(
      '-- conf/first.yaml --\nrate: 0\ndb:\n  host: ""\nserver:\n  port: 0\n',
    );
    // What is merged first gives the keys their places.
    expect(sortsOf(text)).toMatchInlineSnapshot(`
      [
        "Sort the entries of this list",
      ]
    `);
  });

  it('leaves the configs where they are where these depend on the options', () => {
    const text = APP.replace('-- conf/zone.yaml --\nrate: 2', '-- conf/zone.yaml --\nserver:\n  port: 1').replace(
      '  - zone\n  - db: mysql',
      '  - zone\n  - model: tiny\n  - db: mysql',
    );
    const after = afterAction(`${text}-- conf/model/tiny.yaml --\nwidth: 1\n`, ORDER)['conf/config.yaml'];
    expect(after).toContain('  - server: apache\n  - zone\n  - db: mysql\n  - model: tiny\n  - _self_\n');
  });

  it('is offered where entries say the same', () => {
    expect(sortsOf(named('a', 'a'))).toEqual([SORT]);
  });

  it.each([
    ['a later entry wins over an earlier one', APP.replace('rate: 2', 'rate: 2\nserver:\n  port: 1\ndb:\n  host: x')],
    ['it does with another option', `${APP}-- conf/server/nginx.yaml --\n# @package _global_\ndb:\n  host: x\n`],
    ['it does for Hydra itself', named('a', 'b')],
    ['a comment stands between', APP.replace('  - db: mysql', '  # the database\n  - db: mysql')],
    [
      'the list is in brackets',
      APP.replace(/defa\$0ults:[\s\S]*?rate: 1/, 'defa$0ults: [zone, area, _self_]\nrate: 1'),
    ],
    [
      'it is sorted',
      APP.replace('  - server: apache\n  - zone\n  - db: mysql\n', '  - zone\n  - db: mysql\n  - server: apache\n'),
    ],
  ])('is not offered where %s', (_, text) => {
    expect(sortsOf(text)).toEqual([]);
  });
});
