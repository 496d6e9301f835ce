import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../docs/editors.md', import.meta.url));

/** The code of docs/editors.md below a heading: what people copy is what is tested. */
export function recipe(heading: string, language: string): string {
  const page = readFileSync(PAGE, 'utf8');
  const after = page.split(`\n${heading}\n`)[1] ?? '';
  const [, code] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(after) ?? [];
  if (code === undefined) throw new Error(`no ${language} below '${heading}' in docs/editors.md`);
  return code;
}
