// For Hive Gateway: whoever asks is passed on to the hub, and to the hub alone.
import { defineConfig } from '@graphql-hive/gateway'

export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs ({ request, subgraphName }) {
      const authorization = request.headers.get('authorization')
      return subgraphName.toLowerCase() === 'hub' && authorization ? { authorization } : {}
    }
  }
})
