// Writes the supergraph: node compose.mjs FILE BASE_PORT
import { composeServices } from '@apollo/composition'
import { writeFileSync } from 'node:fs'
import gql from 'graphql-tag'
import { subgraphs } from './federation.mjs'

const [file, base] = process.argv.slice(2)
const { supergraphSdl, errors } = composeServices(Object.entries(subgraphs).map(([name, text], at) => ({
  name, typeDefs: gql(text), url: `http://127.0.0.1:${Number(base) + at}/graphql`
})))
if (errors?.length) throw new Error(errors.map(error => error.message).join('\n'))
writeFileSync(file, supergraphSdl)
