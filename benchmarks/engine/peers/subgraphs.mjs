// Four subgraphs over the agencies, each with its own address: PORT and the three that follow.
import { buildSubgraphSchema } from '@apollo/subgraph'
import Fastify from 'fastify'
import gql from 'graphql-tag'
import mercurius from 'mercurius'
import { source } from './agencies.mjs'
import { loaders } from './contract.mjs'
import { subgraphs } from './federation.mjs'

const base = Number(process.env.PORT)
const key = 'key'

const resolvers = {
  people: {
    Query: {
      citizen: (_, { nik }, { load }) => load.citizens.load(nik),
      citizens: (_, { niks }, { load }) => load.citizens.loadMany(niks)
    },
    Citizen: {
      familyCard: (person, _, { load }) => person.familyCardNumber && load.families.load(person.familyCardNumber)
    }
  },
  licensing: { Citizen: extension('licences') },
  education: { Citizen: extension('enrolments') },
  health: { Citizen: extension('immunisations') }
}

function extension (field) {
  return {
    __resolveReference: reference => ({ nik: reference.nik, [key]: reference.nik }),
    [field]: (person, _, { load }) => load[field].load(person[key])
  }
}

// The last one listens last: whoever waits for PORT then finds all of them.
for (const [at, [name, typeDefs]] of [...Object.entries(subgraphs).entries()].reverse()) {
  const app = Fastify()
  const schema = buildSubgraphSchema({ typeDefs: gql(typeDefs), resolvers: resolvers[name] })
  app.register(mercurius, { schema, jit: 1, context: () => ({ load: loaders(source) }) })
  await app.listen({ host: '127.0.0.1', port: base + at })
}
