import { describe, expect, it } from 'vitest';
import { fits, patternOf } from '../../server/src/schema/patterns.ts';

const verdict = (text: string): string => {
  const pattern = patternOf(text);
  return pattern.kind === 'refused' ? pattern.reason : 'fine';
};

describe('regular expressions of schemas', () => {
  it.each([
    ...[
      '(a+)+$',
      '^(a|a)*$',
      '(a|b|ab)*c',
      '(\\w|[0-9])+x',
      '(.*)*x',
      '(x+x+)+y',
      '(a*)*',
      '(a?b?)*x',
      '^(a?){30}a{30}$',
    ],
    ...[
      '((a|a){9}){9}',
      '^(([a-z])+.)+[A-Z]([a-z])+$',
      '.*.*.*.*.*.*x',
      'a?'.repeat(30) + 'a'.repeat(30),
      '(?=(a+)+$)a',
    ],
    ...['([a-zA-Z]+)*$', '(?:a|b|c|d|[a-d]x)+'.repeat(40)],
  ])('%s can take forever', (text) => {
    expect(verdict(text)).toMatch(/^can take forever/);
  });

  it.each([
    ...[
      '^[a-z]+(-[a-z]+)*$',
      '^(\\d+\\.)*\\d+$',
      '^([a-zA-Z_]\\w*\\.)*\\w+$',
      '^.*\\.bin$',
      '^(?!hydra$).*$',
      '^\\w+$',
    ],
    ...['^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$', '^#([0-9a-f]{3}){1,2}$', '^(feat|fix|fork|foo|far)*$', '^(\\/[^/]+)+$'],
    ...[
      '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$',
      '^(https?|file)://[^\\s/]+(/.*)?$',
      '^data/.*/.*_\\*\\.bin$',
    ],
    ...[
      '^(\\d{1,3}\\.){3}\\d{1,3}$',
      '^\\p{L}+$',
      '^[\\w\\-]+$',
      '^v?\\d+\\.\\d+\\.\\d+(-[\\w.]+)?$',
      '',
      '^(?<year>\\d{4})-\\d\\d$',
    ],
  ])('%s is fine', (text) => {
    expect(verdict(text)).toBe('fine');
  });

  it.each([
    ['(', 'is no regular expression'],
    ['(\\w+)\\1', 'has a reference back, which is not followed'],
    ['a'.repeat(1_001), 'is longer than 1000 characters'],
    ['[a-z]{90}[a-z]{90}[a-z]{90}[a-z]{90}[a-z]{90}', 'is too large to be checked'],
  ])('%s is refused', (text, reason) => {
    expect(verdict(text)).toBe(reason);
  });

  it('match texts within their budget only', () => {
    const pattern = patternOf('a*a*a*b');
    expect(fits(pattern, 'aaab')).toBe(true);
    expect(fits(pattern, 'aaac')).toBe(false);
    const start = performance.now();
    expect(fits(pattern, 'a'.repeat(50_000))).toBeUndefined();
    expect(fits(patternOf('^[ab]*[bc]*$'), `${'b'.repeat(3_000)}x`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
