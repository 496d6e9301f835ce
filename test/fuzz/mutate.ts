// Texts that are nearly what somebody would write.

/** What breaks readers in every language. */
const TOKENS: readonly string[] = [
  ...'[]{}()<>"\'`\\$@#%&*!|?,.:;=+-~^/ \t\n\r\0\u0007\u001b\u0085\u2028\ufeff\ufffd\u00e9'.split(''),
  '\r\n',
  '\ud800',
  '\udc00',
  '😀',
  '${',
  '${a.b}',
  '${oc.env:',
  '---\n',
  '...\n',
  '<<: ',
  '? ',
  '- ',
  ': ',
  '|\n  ',
  '>-\n  ',
  '&a ',
  '*a',
  '!!str ',
  '# @package ',
  'defaults:\n  - ',
  'override ',
  'optional ',
  '@_global_',
  '_self_',
  '_target_: ',
  '__proto__',
  'constructor',
  'true',
  'null',
  '1e999',
  '0x_1',
  '-.inf',
  '9'.repeat(40),
  'range(1,3)',
  'choice(a,b)',
  'glob(*)',
  'extend_list(',
  'sort(',
  'hydra.sweeper=',
  'lambda x: ',
  'def f(a, /, *b, c=1, **d): ',
  'class A(B, metaclass=C):\n    ',
  '@dataclass\n',
  'from . import *\n',
  '"""',
  "f'{",
  'if __name__ == "__main__":\n',
  'python -m app ',
  '&& ',
  '$(',
  '<<EOF\n',
  '```bash\n',
  '//',
  '/*',
  '"args": [',
  'Content-Length: 5\r\n\r\n',
  '{"jsonrpc":"2.0"}',
];

/** Longer texts tell nothing new, only later. */
const LONGEST = 6_000;

/** A text after a few changes; `others` are texts to take pieces of. */
export function mutated(text: string, others: readonly string[], random: () => number): string {
  const below = (count: number) => Math.floor(random() * count);
  const pick = (from: readonly string[]) => from[below(from.length)] ?? '';
  const piece = (of: string) => {
    const start = below(of.length + 1);
    return of.slice(start, start + 1 + below(random() < 0.2 ? of.length : 12));
  };
  let made = text;
  for (let left = 1 + below(random() < 0.3 ? 12 : 3); left > 0; left--) {
    const at = below(made.length + 1);
    const to = Math.min(made.length, at + below(random() < 0.2 ? made.length : 8));
    const cut = (between: string, end = at) => made.slice(0, at) + between + made.slice(end);
    switch (below(9)) {
      case 0:
      case 1:
        made = cut(pick(TOKENS));
        break;
      case 2:
        made = cut('', to);
        break;
      case 3:
        made = cut(pick(TOKENS), to);
        break;
      case 4:
        made = cut(made.slice(at, to));
        break;
      case 5:
        made = cut(piece(pick(others)));
        break;
      case 6:
        made = cut(piece(made));
        break;
      case 7:
        made = cut(String.fromCharCode(random() < 0.7 ? below(128) : below(65_536)), Math.min(made.length, at + 1));
        break;
      default:
        // Deep and long at once.
        if (random() < 0.2) made = cut(pick(TOKENS).repeat(1 + below(random() < 0.2 ? 2_000 : 20)));
        else made = made.slice(0, at) + piece(pick(others));
    }
  }
  return made.slice(0, LONGEST);
}
