/** What is taken out of a report before anybody sees it. Nothing here looks at the machine. */

/** What must not leave the machine. */
export interface Private {
  /** The home folder, by each name that it has. */
  readonly homes: readonly string[];
  readonly user: string;
  /** The values of environment variables by their names. */
  readonly variables: ReadonlyMap<string, string>;
  /** The workspace's folders, as paths. */
  readonly folders: readonly string[];
}

/** A shorter value of a variable, such as `1` or `true`, is in every text. */
const SHORTEST_VALUE = 6;
/** But not where the variable's name says what it is. */
const SHORTEST_SECRET = 3;
const IS_SECRET = /pass|pwd$|secret|token|key|auth|credential/i;
/** A shorter user's name counts as a folder's name only. */
const SHORTEST_USER = 3;

/**
 * Without the workspace's folders, the home folder, the user's name, what environment variables hold, and what looks like
 * a credential wherever it comes from.
 */
export function redacted(text: string, { homes, user, variables, folders }: Private): string {
  const isPath = (value: string) => homes.includes(value) || folders.includes(value);
  const others = [...variables]
    .filter(([name, { length }]) => length >= (IS_SECRET.test(name) ? SHORTEST_SECRET : SHORTEST_VALUE))
    .filter(([, value]) => value !== user && !isPath(value))
    .map(([name, value]) => ({ written: value, shown: `<${name}>` }));
  const places = [
    ...folders.map((written, index) => ({ written, shown: `<folder ${index + 1}>` })),
    ...homes.map((written) => ({ written, shown: '~' })),
  ];
  // The longest first: a folder below the home folder, a value that another one is a part of.
  const byLength = (left: { written: string }, right: { written: string }) =>
    right.written.length - left.written.length;
  let clean = text;
  for (const { written, shown } of others.sort(byLength)) {
    for (const form of formsOf(written)) clean = clean.replaceAll(form, shown);
  }
  clean = withoutCredentials(clean);
  for (const { written, shown } of places.sort(byLength)) {
    if (written.length < 2) continue;
    for (const form of pathForms(written)) clean = clean.replaceAll(new RegExp(escaped(form), 'gi'), shown);
  }
  if (user === '') return clean;
  const [before, behind] =
    user.length < SHORTEST_USER ? ['(?<=[\\\\/])', '(?=[\\\\/]|$)'] : ['(?<![\\p{L}\\p{N}_])', '(?![\\p{L}\\p{N}_])'];
  return clean.replace(new RegExp(`${before}${escaped(user)}${behind}`, 'giu'), '<user>');
}

/** As it is written in JSON and in addresses. */
function formsOf(value: string): ReadonlySet<string> {
  return new Set([
    value,
    JSON.stringify(value).slice(1, -1),
    encoded(encodeURI, value),
    encoded(encodeURIComponent, value),
  ]);
}

/** The same of a path, with slashes of both kinds; VS Code writes the colon of a drive by its number. */
function pathForms(path: string): ReadonlySet<string> {
  const slashed = path.replaceAll('\\', '/');
  const addresses = [...formsOf(slashed)].map((form) => form.replace(/^([A-Za-z]):/, '$1%3A'));
  return new Set([...formsOf(path), ...formsOf(slashed), ...addresses]);
}

/** Half of a letter has no address. */
function encoded(encode: (text: string) => string, text: string): string {
  try {
    return encode(text);
  } catch {
    return text;
  }
}

/** What addresses carry beside the place, and what well-known services issue. */
function withoutCredentials(text: string): string {
  return text
    .replaceAll(/(?<=:\/\/)[^\s/@'"<>]+@/g, '<credentials>@')
    .replaceAll(
      /(?<=[?&#](?:[\w-]*(?:token|key|secret|password|signature|sig|auth|code)[\w-]*)=)[^\s&#'"<>]+/gi,
      '<credential>',
    )
    .replaceAll(/(?<=\b(?:Bearer|Basic) )[\w.~+/=-]{8,}/g, '<credential>')
    .replaceAll(/\b(?:gh[pousr]_|github_pat_|glpat-|hf_|sk-|xox[a-z]-|AKIA|ASIA|AIza)[\w-]{10,}/g, '<credential>')
    .replaceAll(/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '<credential>');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
