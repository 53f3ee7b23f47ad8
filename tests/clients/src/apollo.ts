// Apollo Client 4: a cache by `id`, and errors beside data.
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client'
import { SetContextLink } from '@apollo/client/link/context'
import { Again, Person, Readings, Refused, Upload } from './operations.js'
import { given, paper, problems, tell } from './told.js'

const memory = (): InMemoryCache => new InMemoryCache({ possibleTypes: { Node: ['Citizen', 'Application'] } })

const client = (token: string, cache = memory()): ApolloClient => new ApolloClient({
  link: ApolloLink.from([
    new SetContextLink(({ headers }) => ({ headers: { ...headers, authorization: token } })),
    new HttpLink({ uri: given.url })
  ]),
  cache
})

const cache = memory()
const apollo = client(given.token, cache)
const { nik } = given
const { data } = await apollo.query({ query: Person, variables: { nik } })
const id = data?.citizen?.id ?? ''
await apollo.query({ query: Again, variables: { id } })
const kept = Object.entries(cache.extract()).filter(([key]) => key.startsWith('Citizen:'))

const upload = async (mediaType: string, key: string) =>
  (await apollo.mutate({ mutation: Upload, variables: paper(mediaType, key) })).data?.createUpload
const uploads = [await upload('image/png', given.key), await upload('image/png', given.key)]
const finding = (await upload('text/html', `${given.key}-not`))?.errors[0]

const pages: string[][] = []
for (let after: string | null | undefined = null; pages.length < 2;) {
  const page: { edges: { node: { id: string } }[], pageInfo: { endCursor?: string | null } } | null | undefined =
    (await apollo.query({ query: Readings, variables: { nik, first: 1, after } })).data?.citizen?.accesses
  pages.push(page?.edges.map(({ node }) => node.id) ?? [])
  after = page?.pageInfo.endCursor
}

const seen = await client(given.police).query({ query: Refused, variables: { nik }, errorPolicy: 'all' })
const errors = CombinedGraphQLErrors.is(seen.error) ? seen.error.errors : []

tell({
  name: data?.citizen?.fullName, uploads: uploads.map(one => one?.documentId), finding, pages,
  refused: problems(errors), shown: seen.data?.citizen?.fullName,
  own: { kept: kept.map(([key]) => key === `Citizen:${id}`), fields: Object.keys(kept[0]?.[1] ?? {}) }
})
