/**
 * `hydrascope/read`, which the server asks of the client: what lies at some addresses. It is asked where the server has no
 * disk to read, as in a browser, and of file systems that only the editor knows. A client answers of its workspace folders.
 */
export const READ = 'hydrascope/read';

export interface ReadParams {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Bytes from which on a file is `isLarge` and its text is not wanted. */
  readonly limit: number;
}

export interface ReadResult {
  /** In the order of the question; `null`: there is no such file. */
  readonly files: readonly (ReadFile | null)[];
  /** In the order of the question, each with what lies in it; `null`: there is no such folder. */
  readonly folders: readonly (readonly ReadEntry[] | null)[];
}

/** One of the first five says what it is. */
export interface ReadFile {
  readonly text?: string;
  /** In base64, where they are no UTF-8. */
  readonly bytes?: string;
  readonly isLarge?: true;
  readonly isDenied?: true;
  /** Its file system does not answer. */
  readonly isSilent?: true;
  /** Milliseconds since 1970. */
  readonly changedAt?: number;
}

export interface ReadEntry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isLink?: true;
}
