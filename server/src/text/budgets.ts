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
  /** Documents of a project that are looked into for commands: nobody keeps them in more. */
  commandDocuments: 2_000,
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
  /** Characters of a problem's message, as it is shown. */
  messageCharacters: 1_000,
  /** Jobs of a sweep that are counted. */
  sweepJobs: 100_000,
  /** Entries of each list in `hydrascope.yaml`. */
  projectEntries: 200,
  /** Characters of a glob in `hydrascope.yaml`. */
  globCharacters: 200,
} as const;
