// urql: the core client, whose requests also name an event stream in Accept.
import { Client, fetchExchange } from '@urql/core'
import { Person, Readings, Refused, Upload } from './operations.js'
import { given, paper, problems, tell } from './told.js'

const client = (token: string): Client => new Client({
  url: given.url, preferGetMethod: false, exchanges: [fetchExchange], fetchOptions: { headers: { authorization: token } }
})

const urql = client(given.token)
const { nik } = given
const { data } = await urql.query(Person, { nik }).toPromise()

const upload = async (mediaType: string, key: string) =>
  (await urql.mutation(Upload, paper(mediaType, key)).toPromise()).data?.createUpload
const uploads = [await upload('image/png', given.key), await upload('image/png', given.key)]
const finding = (await upload('text/html', `${given.key}-not`))?.errors[0]

const pages: string[][] = []
for (let after: string | null | undefined = null; pages.length < 2;) {
  const page: { edges: { node: { id: string } }[], pageInfo: { endCursor?: string | null } } | null | undefined =
    (await urql.query(Readings, { nik, first: 1, after }).toPromise()).data?.citizen?.accesses
  pages.push(page?.edges.map(({ node }) => node.id) ?? [])
  after = page?.pageInfo.endCursor
}

const seen = await client(given.police).query(Refused, { nik }).toPromise()

tell({
  name: data?.citizen?.fullName, uploads: uploads.map(one => one?.documentId), finding, pages,
  refused: problems(seen.error?.graphQLErrors ?? []), shown: seen.data?.citizen?.fullName, own: {}
})
