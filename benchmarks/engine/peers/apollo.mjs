// Apollo Server 5 over node:http, and DataLoader.
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { chosen, loaders, resolvers, typeDefs } from './contract.mjs'

const source = await chosen()
const server = new ApolloServer({ typeDefs, resolvers: resolvers(source) })
await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(process.env.PORT) },
  context: async () => ({ load: loaders(source) })
})
