// @apollo/gateway under Apollo Server; whoever asks is passed on to the hub, and to the hub alone.
// node apollo.mjs SUPERGRAPH PORT
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { readFileSync } from 'node:fs'

const [supergraph, port] = process.argv.slice(2)

class PassedOn extends RemoteGraphQLDataSource {
  willSendRequest ({ request, context }) {
    if (context.authorization) request.http.headers.set('authorization', context.authorization)
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(supergraph, 'utf8'),
  buildService: ({ name, url }) => name === 'hub' ? new PassedOn({ url }) : new RemoteGraphQLDataSource({ url })
})
await startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { host: '127.0.0.1', port: Number(port) },
  context: async ({ req }) => ({ authorization: req.headers.authorization })
})
console.log('ready')
