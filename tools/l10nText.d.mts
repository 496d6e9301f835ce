export function splitManifest(
  manifest: unknown,
  known: Readonly<Record<string, string>>,
  // biome-ignore lint/suspicious/noExplicitAny: a manifest is any JSON
): { manifest: any; strings: Record<string, string> };
export function textsOf(source: string): { texts: string[]; faults: string[] };
export function bundleOf(sources: readonly string[]): Record<string, string>;
export function unwrappedIn(source: string): string[];
