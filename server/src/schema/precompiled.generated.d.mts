import type { ValidateFunction } from 'ajv';

/** Made by the build from `schemas/`: a validator for each schema, with the documents that it was made from. */
export declare const precompiled: readonly {
  /** The schema's file name. */
  readonly name: string;
  /** File name to minified JSON, references included. */
  readonly documents: Readonly<Record<string, string>>;
  readonly validate: ValidateFunction;
}[];
