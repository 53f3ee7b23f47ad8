// The operations that relay-compiler takes out of this file; the artifacts stand beside it.
const { graphql } = require('relay-runtime')

module.exports = () => [
  graphql`query operationsPersonQuery($nik: NIK!) { citizen(nik: $nik) { id fullName ...operations_readings } }`,
  graphql`query operationsAgainQuery($id: ID!) { node(id: $id) { id ... on Citizen { birthPlace } } }`,
  graphql`
    mutation operationsUploadMutation($input: CreateUploadInput!) {
      createUpload(input: $input) { documentId errors { code path message } }
    }
  `,
  graphql`query operationsRefusedQuery($nik: NIK!) { citizen(nik: $nik) { fullName religion healthCoverage { number } } }`,
  graphql`
    fragment operations_readings on Citizen
    @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" })
    @refetchable(queryName: "operationsReadingsPaginationQuery") {
      accesses(first: $count, after: $cursor) @connection(key: "operations_accesses") { edges { node { id client } } }
    }
  `,
  graphql`
    query operationsMineQuery($count: Int!, $cursor: String) { ...operations_mine @arguments(count: $count, cursor: $cursor) }
  `,
  graphql`
    fragment operations_mine on Query
    @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" })
    @refetchable(queryName: "operationsMinePaginationQuery") {
      applications(first: $count, after: $cursor) @connection(key: "operations_applications") { edges { node { id state } } }
    }
  `
]
