import type { Uri } from './span.ts';
import { nameOfUri } from './uri.ts';

/** What a file of another program has, all of it; `name` is how such files are called, where only that tells. */
interface Mark {
  readonly name?: RegExp;
  readonly has: readonly RegExp[];
}

/** Programs whose files lie beside Hydra's in many a folder of configs. */
const MARKS: readonly Mark[] = [
  // Kubernetes, Argo, Kustomize; then a chart of Helm, and a template of it, or one of Jinja.
  { has: [/^apiVersion:/m, /^kind:/m] },
  { name: /^Chart\.yaml$/, has: [/^apiVersion:/m, /^name:/m, /^version:/m] },
  { has: [/^[ \t]*(?:\{\{-?[ \t]|\{%)/m] },
  // GitHub's workflows, OpenAPI, CloudFormation.
  { has: [/^["']?on["']?:/m, /^jobs:/m] },
  { has: [/^(?:openapi|swagger):[ \t]*["']?\d/m, /^info:/m] },
  { has: [/^Resources:/m, /^[ \t]+Type:[ \t]*["']?(?:AWS|Alexa|Custom)::/m] },
  // Ansible: plays, and tasks.
  { has: [/^- (?:hosts|import_playbook):/m] },
  { has: [/^- name:/m, /^[ ]{2}(?:hosts|tasks|roles|ansible\.[\w.]+):/m] },
  { name: /^(?:docker-)?compose(?:[.-].*)?\.yaml$/, has: [/^services:/m] },
  { name: /^mkdocs/, has: [/^site_name:/m] },
  { name: /^(?:conda|env)/, has: [/^dependencies:[ \t]*\r?$/m, /^[ \t]*- /m] },
  { has: [/^channels:/m, /^dependencies:/m] },
  { has: [/^repos:[ \t]*\r?$/m, /^[ \t]*-?[ \t]*rev:/m, /^[ \t]*-?[ \t]*repo:/m] },
  // Python's logging, where it is no option of Hydra's own groups.
  { has: [/^version:[ \t]*1[ \t]*\r?$/m, /^(?:handlers|formatters):/m, /^(?:root|loggers):/m] },
  // dbt: its project, and what it says of models.
  { name: /^dbt_project/, has: [/^name:/m, /^profile:/m] },
  { has: [/^version:[ \t]*2[ \t]*\r?$/m, /^(?:models|sources|seeds|snapshots|macros|exposures):[ \t]*\r?$/m] },
];

/** Characters in which such a file has shown what it is. */
const ENOUGH = 20_000;

/** What all of these begin with that are not called in a way of their own: most configs have none of it. */
const FIRST = new RegExp(MARKS.flatMap(({ name, has: [first] }) => (name ? [] : (first?.source ?? []))).join('|'), 'm');

/** Whether a text is what another program reads, and no Hydra config that somebody would write. */
export function isOfOtherProgram(uri: Uri, text: string): boolean {
  const name = nameOfUri(uri);
  const start = text.slice(0, ENOUGH);
  const isSome = FIRST.test(start);
  const fits = (mark: Mark) => (mark.name?.test(name) ?? isSome) && mark.has.every((each) => each.test(start));
  return MARKS.some(fits);
}
