// Compiles schemas/ to plain functions, so that neither the editor nor the command line compiles a schema at start.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('../schemas/', import.meta.url));
const target = fileURLToPath(new URL('../server/src/schema/precompiled.generated.mjs', import.meta.url));

/** File names that a schema refers to, itself included. */
function reach(name, documents, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, file] of JSON.stringify(documents.get(name)).matchAll(/"\$ref":"([^"#]+)/g))
    reach(file, documents, found);
  return found;
}

export async function precompile() {
  const documents = new Map();
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.schema.json')).sort()) {
    documents.set(name, JSON.parse(await readFile(folder + name, 'utf8')));
  }
  const ajv = new Ajv2020({ allErrors: true, strict: false, code: { source: true, esm: true } });
  for (const [name, schema] of documents) ajv.addSchema({ ...schema, $id: `schemas:/${name}` });
  const names = [...documents.keys()];
  const code = standaloneCode(ajv, Object.fromEntries(names.map((name, index) => [`v${index}`, `schemas:/${name}`])));
  const table = names.map((name, index) => {
    const texts = Object.fromEntries(
      [...reach(name, documents)].map((each) => [each, JSON.stringify(documents.get(each))]),
    );
    return `{ name: ${JSON.stringify(name)}, documents: ${JSON.stringify(texts)}, validate: v${index} }`;
  });
  const { outputFiles } = await build({
    stdin: {
      contents: `${code}\nexport const precompiled = [${table.join(',\n')}];`,
      resolveDir: folder,
      loader: 'js',
    },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
  });
  // Only the table is asked for; the validators' own names stay inside.
  await writeFile(target, outputFiles[0].text);
}
