/** An answer of Hydra or of ours. */
export type Answer = Readonly<Record<string, unknown>>;

export declare function difference(ours: Answer, theirs: Answer): string | undefined;
export declare function sameFirstLine(ours: Answer, theirs: Answer): boolean;
