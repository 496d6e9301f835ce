/** Where a refusal's words stand in an entry, for what is to be written instead. */
interface Known {
  readonly words: RegExp;
  readonly reason: string;
  readonly fix?: (match: RegExpExecArray) => string;
}

/** What Hydra 1.4 refuses and 1.3 took. Sources: https://hydra.cc/docs/upgrades/1.3_to_1.4/ and both versions themselves. */
const NEW_IN_1_4: readonly Known[] = [
  {
    words: /Parent traversal \('\.\.'\) in Defaults List .* \('([^']+)'\)/,
    reason: "1.4 takes no '..' in defaults lists",
    fix: ([, path = '']) => `name it from the config root, such as '/${path.replace(/^(?:\.\.?\/)+/, '')}'`,
  },
  {
    words: /Backslash .* \('([^']+)'\)/,
    reason: '1.4 takes no backslash in defaults lists',
    fix: ([, path = '']) => `write '${path.replaceAll('\\', '/')}'`,
  },
  {
    words: /Unsupported keyword '([^']+)' in defaults list/,
    reason: "1.3 leaves out a word that it does not know, other than 'optional' and 'override'",
    fix: ([, word = '']) => `take '${word}' away`,
  },
  {
    words: /Unsupported config file extension '\.yml'/,
    reason: '1.4 refuses a group with a .yml file, which 1.3 does not see',
    fix: () => 'rename the file to .yaml, or move it out of the group',
  },
  {
    words: /normalized early to '([^']+): \.\.\.'/,
    reason: '1.4 reads an option with a slash as one of a group further in, and resolves what is relative to it there',
    fix: ([, group = '']) => `move the config there, or name the group: '${group}@PACKAGE: option'`,
  },
  {
    words: /Invalid Defaults List override '([^:']+): ([^']*)'/,
    reason:
      'in 1.4 an override reaches only a default that stands before it in the list of lists, and none that was appended',
    fix: ([, group = '', option = '']) => `choose it where the group is chosen first: '${group}: ${option}'`,
  },
  {
    words: /Error resolving interpolation '([^']+)'/,
    reason: '1.4 puts other choices of the defaults list into options, and takes no resolver there',
    fix: () => 'choose the option on the command line, or by a group of its own',
  },
  {
    words: /YAML node expansion exceeds|YAML aliases expand/,
    reason: '1.4 limits how much one YAML file may expand to',
    fix: () => 'set OMEGACONF_MAX_YAML_EXPANDED_NODES for the run, or split the file',
  },
  { words: /YAML recursive aliases/, reason: '1.4 takes no alias of what it stands in' },
  {
    words: /^while (?:scanning|parsing)|^found |^could not/,
    reason: '1.4 reads YAML with libyaml, which refuses this text',
  },
];

/** Why 1.4 refuses what 1.3 took, and what to write instead, by the words of its refusal. */
export function reasonOf(refusal: string): { readonly reason?: string; readonly fix?: string } {
  for (const { words, reason, fix } of NEW_IN_1_4) {
    const match = words.exec(refusal);
    if (match !== null) return { reason, ...(fix !== undefined && { fix: fix(match) }) };
  }
  return {};
}
