/**
 * How types are generated. The drift report reads the same options, so that what it says about TypeScript is what
 * a regenerated schema does to a user; they stand apart from the generator, which takes long to load.
 */
export const schemaOptions = {
  // A default is the server's business: with `true` it would make optional request fields required.
  defaultNonNullable: false,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  alphabetize: false,
  silent: true,
} as const;
