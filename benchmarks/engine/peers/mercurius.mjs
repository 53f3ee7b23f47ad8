// Mercurius with graphql-jit from the first request on, and DataLoader.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { chosen, loaders, resolvers, typeDefs } from './contract.mjs'

const source = await chosen()
const app = Fastify()
app.register(mercurius, {
  schema: typeDefs,
  resolvers: resolvers(source),
  jit: 1,
  context: () => ({ load: loaders(source) })
})
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
