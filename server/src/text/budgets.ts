/**
 * How much of what somebody else wrote is worked through. Whoever opens a folder has not chosen its files: what is too
 * large, or made to be slow, is told and left out, with the budget in the message. `SECURITY.md` lists them all.
 */
export const BUDGETS = {
  /** Bytes of a file on the disk: 8 MB. */
  fileBytes: 8 * 1024 * 1024,
  /** Characters of all files that are held at a time, open documents aside: 256 MB. */
  allCharacters: 256 * 1024 * 1024,
  /** Files and folders that are read of a file system that is no disk, all in all. */
  givenEntries: 20_000,
  /** And so many characters, which a browser has to keep: 128 MB. */
  givenCharacters: 128 * 1024 * 1024,
  /** Files that a walk below a folder finds, so that a home folder opened by accident costs little. */
  walkFiles: 50_000,
  /** Folders that it looks into: trees of data may have more of them than files that anyone reads here. */
  walkFolders: 20_000,
  /** Folders within one another. */
  walkDepth: 32,
  /** Ways that lead to one folder through links; trees of links into each other have more than anyone means. */
  walkWays: 8,
  /** Patterns of `.gitignore` files that its folders are held against: a few seconds. */
  walkPatterns: 4_000_000,
  /** Files, or folders, of one folder: nobody writes more into one by hand, they are data and left alone. */
  folderEntries: 5_000,
  /** Patterns of one `.gitignore`. */
  ignorePatterns: 2_000,
  /** Characters of one of them. */
  ignoreCharacters: 1_000,
  /** Its stars that stand apart: patterns become regular expressions, and many may take for ever on a long path. */
  ignoreStars: 4,
  /** Folders that are looked into for runs: a sweep leaves one for each job, and what a job writes beside is no run. */
  runFolders: 20_000,
  /** Characters of a config, on the disk or open. */
  configCharacters: 1_000_000,
  /** Characters of all YAML files that are held at a time, open documents aside. */
  allConfigCharacters: 8_000_000,
  /** Characters of a Python file. */
  pythonCharacters: 1_000_000,
  /** Brackets within brackets of a Python file; CPython refuses more. */
  pythonNesting: 200,
  /** Expressions and statements within one another in Python. */
  pythonTreeDepth: 1_000,
  /** Values that aliases bring again, in one file. */
  aliasValues: 100_000,
  /** Values that merge keys bring, in one file. */
  mergedValues: 100_000,
  /** Collections within one another in YAML; PyYAML's recursion ends there. */
  yamlNesting: 100,
  /** Digits of a decimal integer; Python refuses more. */
  integerDigits: 4_300,
  /** Characters of an integer in another base. */
  integerCharacters: 100_000,
  /** Entries of one defaults list. */
  defaultsEntries: 1_000,
  /** Configs that bring one another, one below the other. */
  defaultsNesting: 250,
  /** Commands of one document that start an app: each is composed. */
  commands: 1_000,
  /** Overrides of one composition. */
  overrides: 1_000,
  /** Characters of an override, and of a line of them. */
  overrideCharacters: 1_000_000,
  /** Characters of a text whose interpolations are followed. */
  interpolationCharacters: 20_000,
  /** Interpolations from one to its value; Python's stack ends there. */
  interpolationChain: 61,
  /** Characters of a text that interpolations come to. */
  resolvedCharacters: 1_000_000,
  /** Values that one interpolation may bring. */
  resolvedValues: 250_000,
  /** Interpolations of one composition that are told because they lead nowhere. */
  failingInterpolations: 1_000,
  /** Keys of one answer of inlay hints. */
  hintedKeys: 1_000,
  /** Texts of a workspace that a group's name is looked for in (HS606); of more each name counts as mentioned: nothing is told. */
  mentioningTexts: 5_000,
  /** Characters of one of them; a longer one counts as mentioning every name. */
  mentioningCharacters: 2_000_000,
  /** Scripts, Makefiles, documents and settings of a project whose commands are read; those of further ones are not checked. */
  commandDocuments: 2_000,
  /** Characters of one of them; in a longer one no command is seen. */
  commandCharacters: 500_000,
  /** Jobs of one sweep, or of one command, that are composed; of the others only the count is shown. */
  composedJobs: 40,
  /** What may stand in an interpolation and is tried before it is offered; what is further down the list is offered untried. */
  triedOffers: 300,
  /** Anchors above an alias that are tried, the nearest; those further up are not offered. */
  triedAnchors: 30,
  /** Paths below the top that are offered in an interpolation; behind a dot the others are. */
  deepPaths: 300,
  /** Keys that are offered by their whole path in an override; deeper ones behind the next dot. */
  offeredOverrideKeys: 400,
  /** Mappings that are offered as packages, those near the top first. */
  offeredPackages: 200,
  /** Options of a group; in one with more of them the completion does not say how many keys each has. */
  countedOptions: 100,
  /** Configs whose values of a key are offered for the same key of another one; those of the others are not. */
  alikeConfigs: 50,
  /** Primary configs that are looked through for the dataclass of a field; the uses in further ones are not found. */
  dataclassConfigs: 64,
  /** Configs that a base is shared by; in one with more of them no lens says who overrides a key: the hover does. */
  overriddenLensConfigs: 200,
  /** Python files that are looked at from a project's registries for imports that fail; those further on are not. */
  registryFiles: 1_000,
  /** Modules that are looked into for a name that is not where it was looked for; a fix may not find it in further ones. */
  searchedModules: 60,
  /** Folders that a count of a project's files goes into; what is shown ends there. */
  countedFolders: 2_000,
  /** Keys of one composition that are told because nothing reads them; the others, when these are mended. */
  unreadKeys: 1_000,
  /** Faults that a schema finds in one composition, and that are told; the others, when these are mended. */
  schemaErrors: 200,
  /** Characters of a problem's message, as it is shown. */
  messageCharacters: 1_000,
  /** Jobs of a sweep that are counted. */
  sweepJobs: 100_000,
  /** Entries of each list in `hydrascope.yaml`. */
  projectEntries: 200,
  /** Characters of a glob in `hydrascope.yaml`. */
  globCharacters: 200,
} as const;
