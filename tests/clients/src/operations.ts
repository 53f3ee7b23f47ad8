// The operations of every client here, typed by graphql-codegen out of schema.graphql.
import { graphql } from './gql/index.js'

export const Person = graphql(`
  query Person($nik: NIK!) { citizen(nik: $nik) { id fullName birthDate sex } }
`)

export const Again = graphql(`
  query Again($id: ID!) { node(id: $id) { id ... on Citizen { birthPlace } } }
`)

export const Upload = graphql(`
  mutation Upload($input: CreateUploadInput!) {
    createUpload(input: $input) { documentId errors { code path message } }
  }
`)

export const Readings = graphql(`
  query Readings($nik: NIK!, $first: Int!, $after: String) {
    citizen(nik: $nik) {
      id
      accesses(first: $first, after: $after) { edges { node { id client } } pageInfo { hasNextPage endCursor } }
    }
  }
`)

export const Refused = graphql(`
  query Refused($nik: NIK!) { citizen(nik: $nik) { id fullName religion healthCoverage { number } } }
`)
