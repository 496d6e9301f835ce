import draft2019Applicator from 'ajv/dist/refs/json-schema-2019-09/meta/applicator.json';
import draft2019Content from 'ajv/dist/refs/json-schema-2019-09/meta/content.json';
import draft2019Core from 'ajv/dist/refs/json-schema-2019-09/meta/core.json';
import draft2019Format from 'ajv/dist/refs/json-schema-2019-09/meta/format.json';
import draft2019MetaData from 'ajv/dist/refs/json-schema-2019-09/meta/meta-data.json';
import draft2019Validation from 'ajv/dist/refs/json-schema-2019-09/meta/validation.json';
import draft2019Schema from 'ajv/dist/refs/json-schema-2019-09/schema.json';
import draft2020Applicator from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json';
import draft2020Content from 'ajv/dist/refs/json-schema-2020-12/meta/content.json';
import draft2020Core from 'ajv/dist/refs/json-schema-2020-12/meta/core.json';
import draft2020FormatAnnotation from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json';
import draft2020MetaData from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json';
import draft2020Unevaluated from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json';
import draft2020Validation from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json';
import draft2020Schema from 'ajv/dist/refs/json-schema-2020-12/schema.json';
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json';
import draft07 from 'ajv/dist/refs/json-schema-draft-07.json';
import type { Uri } from '../text/index.ts';
import type { Draft, JsonSchema } from './jsonSchema.ts';

/** The schemas that the drafts have of themselves, by address. */
export const META_SCHEMAS: ReadonlyMap<Uri, JsonSchema> = new Map(
  (
    [
      draft06,
      draft07,
      draft2019Schema,
      draft2019Applicator,
      draft2019Content,
      draft2019Core,
      draft2019Format,
      draft2019MetaData,
      draft2019Validation,
      draft2020Schema,
      draft2020Applicator,
      draft2020Content,
      draft2020Core,
      draft2020FormatAnnotation,
      draft2020MetaData,
      draft2020Unevaluated,
      draft2020Validation,
    ] as readonly JsonSchema[]
  ).map((schema) => [String(schema.$id).replace(/#$/, ''), schema]),
);

/** What a schema of a draft is held against itself. */
export const META_SCHEMA_URIS: Readonly<Record<Draft, Uri>> = {
  6: 'http://json-schema.org/draft-06/schema',
  7: 'http://json-schema.org/draft-07/schema',
  2019: 'https://json-schema.org/draft/2019-09/schema',
  2020: 'https://json-schema.org/draft/2020-12/schema',
};
