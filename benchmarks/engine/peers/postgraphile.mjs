// PostGraphile 5 with the Amber preset, over the views of postgraphile.sql.
import { createServer } from 'node:http'
import { grafserv } from 'postgraphile/grafserv/node'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({
    connectionString: process.env.DATABASE_URL,
    schemas: ['shown'],
    poolConfig: { max: 10, options: '-c pg_trgm.word_similarity_threshold=0.5 -c enable_seqscan=off' }
  })],
  schema: { defaultBehavior: '+list +connection -mutation' },
  grafserv: { graphqlPath: '/graphql', graphiql: false, graphqlOverGET: false, watch: false },
  grafast: { explain: false }
}
const server = createServer()
server.on('error', error => { console.error(error); process.exit(1) })
const serv = postgraphile(preset).createServ(grafserv)
await serv.addTo(server)
server.listen(Number(process.env.PORT), '127.0.0.1')

if (process.env.PRINT) {
  const { printSchema } = await import('graphql')
  const { schema } = await postgraphile(preset).getSchemaResult()
  console.log(printSchema(schema))
}
