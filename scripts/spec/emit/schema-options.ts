/**
 * Options of the type generator. The drift report reads them too, so that what it says about TypeScript is what a
 * regenerated schema does to a user. They are apart from the generator because that is slow to load.
 */
export const schemaOptions = {
  // A default is the server's business: with `true` it would make optional request fields required.
  defaultNonNullable: false,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  alphabetize: false,
  silent: true,
} as const;
