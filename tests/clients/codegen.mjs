// graphql-codegen: types of schema.graphql, and of each operation of src.
const text = 'string'

export default {
  schema: 'schema.graphql',
  documents: ['src/*.ts'],
  emitLegacyCommonJSImports: false,
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        strictScalars: true,
        enumsAsTypes: true,
        scalars: {
          Date: text, DateTime: text, FamilyCardNumber: text, NIK: text, JSON: 'unknown', _Any: 'Record<string, unknown>'
        }
      }
    }
  }
}
