import type { FileRegion, Finding } from '../../api/index.ts';
import { RULES } from '../../features/index.ts';
import type { Severity } from '../../text/index.ts';

/** What the report is about: the tool's version, and the folder that its paths are relative to. */
export interface SarifOptions {
  readonly version: string;
  /** The working directory as an address, with a slash at the end. */
  readonly folder: string;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const BASE = '%SRCROOT%';

/**
 * A log as the Static Analysis Results Interchange Format has it, for GitHub's code scanning and others. Source: SARIF
 * 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/.
 */
export function sarifReport(findings: readonly Finding[], { version, folder }: SarifOptions): string {
  const codes = RULES.flatMap((rule) => rule.codes.map((code) => ({ code, rule })));
  const rules = codes.map(({ code, rule }) => ({
    id: code,
    name: pascal(rule.name),
    shortDescription: { text: `${rule.name} (${code})` },
    fullDescription: { text: plain(rule.docs) },
    help: { text: plain(rule.docs), markdown: rule.docs },
    properties: { tags: ['hydra', rule.name] },
  }));
  const results = findings.map((finding) => ({
    ruleId: finding.code,
    ruleIndex: codes.findIndex(({ code }) => code === finding.code),
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [locationOf(finding)],
    ...(finding.related.length > 0 && {
      relatedLocations: finding.related.map((each, id) => ({
        id,
        ...locationOf(each),
        message: { text: each.message },
      })),
    }),
    ...(finding.fixes.length > 0 && { fixes: finding.fixes.map(fixOf) }),
  }));
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'hydrascope', version, semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [BASE]: { uri: folder } },
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

function locationOf(region: FileRegion) {
  return { physicalLocation: { artifactLocation: artifactOf(region.file), region: regionOf(region) } };
}

function fixOf({ title, edits }: Finding['fixes'][number]) {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifactOf(file),
      replacements: edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({ deletedRegion: regionOf(edit), insertedContent: { text: edit.text } })),
    })),
  };
}

function artifactOf(file: string) {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: BASE };
}

function regionOf({ line, column, endLine, endColumn }: FileRegion) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** Markdown without its code spans. */
function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
