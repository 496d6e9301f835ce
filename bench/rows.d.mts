/** What `npm run bench` measures: see rows.mjs. */
export declare const ROWS: readonly { readonly name: string; readonly workspaces: readonly string[] }[];
