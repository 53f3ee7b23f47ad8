// Apollo Client with registered documents: it sends a hash and no text. `texts` prints what has to be registered.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { print } from 'graphql'
import { createHash } from 'node:crypto'
import { Person, Upload } from './operations.js'
import { given, paper } from './told.js'

const cache = new InMemoryCache()
const text = (document: Parameters<typeof print>[0]): string => print(document)
const sent: unknown[] = []

const client = new ApolloClient({
  cache,
  link: ApolloLink.from([
    new PersistedQueryLink({ generateHash: document => createHash('sha256').update(text(document)).digest('hex') }),
    new HttpLink({
      uri: given.url,
      headers: { authorization: given.token },
      fetch: async (url, request) => { sent.push(JSON.parse(String(request?.body))); return fetch(url, request) }
    })
  ])
})

if (process.argv[3] === 'texts') {
  console.log(JSON.stringify([Person, Upload].map(document => text(cache.transformDocument(document)))))
} else {
  const person = await client.query({ query: Person, variables: { nik: given.nik } })
  const uploaded = await client.mutate({ mutation: Upload, variables: paper('text/html', given.key) })
  console.log(JSON.stringify({
    name: person.data?.citizen?.fullName, finding: uploaded.data?.createUpload?.errors[0]?.path,
    texts: sent.filter(body => Object.hasOwn(body as object, 'query')).length, requests: sent.length
  }))
}
