// What translators get: the strings of package.json by keys, and the texts that the client hands to `l10n.t`.

/** Properties of package.json that a person reads, wherever they stand below `contributes` and `capabilities`. */
const SHOWN = new Set([
  'title',
  'shortTitle',
  'category',
  'description',
  'markdownDescription',
  'deprecationMessage',
  'markdownDeprecationMessage',
  'enumDescriptions',
  'markdownEnumDescriptions',
  'enumItemLabels',
  'altText',
  'contents',
  'contextualTitle',
  'label',
]);

/**
 * The manifest with `%key%` for each string that a person reads, and the strings by their keys. What is a key already
 * keeps the string that `known` has for it.
 * @param {any} manifest
 * @param {Readonly<Record<string, string>>} known
 * @returns {{ manifest: any, strings: Record<string, string> }}
 */
export function splitManifest(manifest, known) {
  /** @type {Record<string, string>} */
  const strings = {};
  /** @param {string} key @param {string} text */
  const put = (key, text) => {
    const given = /^%(.+)%$/.exec(text)?.[1];
    const name = given ?? key;
    const value = given === undefined ? text : known[given];
    if (value !== undefined) strings[name] = value;
    return `%${name}%`;
  };
  /** @param {any} node @param {readonly string[]} path @returns {any} */
  const walk = (node, path) => {
    if (Array.isArray(node)) return node.map((each, index) => walk(each, [...path, nameOf(each, index)]));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([property, value]) => {
        const at = [...path, property];
        // `name` is shown of views alone; elsewhere it is an identifier.
        const isShown = SHOWN.has(property) || (property === 'name' && path[0] === 'views');
        // A setting may be called as one of these is.
        if (!isShown || path.at(-1) === 'properties') return [property, walk(value, at)];
        if (property === 'category' && typeof value === 'string') return [property, put('category', value)];
        if (typeof value === 'string') return [property, put(at.join('.'), value)];
        if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
          return [property, value.map((each, index) => put([...at, `${index}`].join('.'), each))];
        return [property, walk(value, at)];
      }),
    );
  };
  const split = { ...manifest };
  // The name and the description of the package are read by npm, too, which knows no keys.
  for (const part of ['capabilities', 'contributes']) {
    if (manifest[part]) split[part] = part === 'contributes' ? walk(manifest[part], []) : walk(manifest[part], [part]);
  }
  return { manifest: split, strings };
}

/** @param {any} entry @param {number} index */
function nameOf(entry, index) {
  return `${entry?.command ?? entry?.id ?? entry?.view ?? entry?.type ?? index}`;
}

const CALL = /\bl10n\s*\.t\(\s*/g;
const LITERAL = /^(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\$]|\\.)*)`)\s*[,)]/;

/**
 * The texts that a source hands to `l10n.t`, and what it hands there that is no text as it stands.
 * @param {string} source
 * @returns {{ texts: string[], faults: string[] }}
 */
export function textsOf(source) {
  const texts = [];
  const faults = [];
  for (const { index, 0: call } of source.matchAll(CALL)) {
    const rest = source.slice(index + call.length);
    const match = LITERAL.exec(rest);
    if (match) texts.push(unescaped(match[1] ?? match[2] ?? match[3] ?? ''));
    else faults.push(rest.slice(0, 40));
  }
  return { texts, faults };
}

/** @param {string} text */
function unescaped(text) {
  return text.replace(/\\(u\{([0-9a-f]+)\}|u([0-9a-f]{4})|n|.)/gi, (_, whole, long, short) => {
    if (long ?? short) return String.fromCodePoint(Number.parseInt(long ?? short, 16));
    return whole === 'n' ? '\n' : whole;
  });
}

/**
 * The bundle that translators start from: each text by itself.
 * @param {readonly string[]} sources
 * @returns {Record<string, string>}
 */
export function bundleOf(sources) {
  const texts = new Set(sources.flatMap((source) => textsOf(source).texts));
  return Object.fromEntries([...texts].sort().map((text) => [text, text]));
}

/** What VS Code shows, as a literal where `l10n.t` should stand. */
const UNWRAPPED = [
  /\bshow(?:Information|Warning|Error)Message\(\s*['"`]/g,
  /\b(?:placeHolder|placeholder|prompt|tooltip)\s*[:=]\s*['"`](?=[A-Z])/g,
  /\bnew Error\(\s*['"`](?=[A-Z])/g,
];

/**
 * Texts of a source that VS Code would show as they are in every language, by their lines.
 * @param {string} source
 * @returns {string[]}
 */
export function unwrappedIn(source) {
  return UNWRAPPED.flatMap((pattern) =>
    [...source.matchAll(pattern)].map(({ index }) => {
      const line = source.slice(0, index).split('\n').length;
      return `${line}: ${source.slice(index).split('\n', 1)[0]}`;
    }),
  );
}
