/**
 * What the client's plain parts use of VS Code: its texts, in the language that they are written in. Whatever else they
 * would use of it is not here, and their tests fail.
 */
export const l10n = {
  t: (message: string, ...values: readonly (string | number | boolean)[]): string =>
    message.replaceAll(/\{(\d+)\}/g, (hole, index: string) => String(values[Number(index)] ?? hole)),
};
