// Two subgraphs that are none of the hub: a library refers to people by NIK, its reading room by id.
// node library.mjs '{"port": 1, "niks": [...], "ids": [...]}'; the reading room listens on the next port.
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { buildSubgraphSchema } from '@apollo/subgraph'
import gql from 'graphql-tag'
import { subgraphs } from './subgraphs.mjs'

const { port, niks, ids } = JSON.parse(process.argv[2])
const cards = niks.map((nik, at) => ({ number: `K-${at}`, holder: { __typename: 'Citizen', nik } }))
const seats = ids.map((id, at) => ({ number: at, reader: { __typename: 'Citizen', id } }))

const resolvers = {
  library: {
    Query: {
      cards: (_, { first }) => cards.slice(0, first),
      told: (_, __, { authorization }) => authorization ?? null
    },
    Citizen: {
      __resolveReference: reference => reference,
      libraryCard: person => cards.find(card => card.holder.nik === person.nik) ?? null
    }
  },
  readingRoom: { Query: { seats: () => seats } }
}

for (const [at, [name, typeDefs]] of Object.entries(subgraphs).entries()) {
  const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs: gql(typeDefs), resolvers: resolvers[name] }) })
  await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: port + at },
    context: async ({ req }) => ({ authorization: req.headers.authorization })
  })
}
console.log('ready')
