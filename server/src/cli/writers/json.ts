/** Answers for programs: documented in docs/json.md. */
export function jsonText(answer: object): string {
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}
