// No client at all: fetch, with the documents' own types.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print, type GraphQLFormattedError } from 'graphql'
import { Person, Readings, Refused, Upload } from './operations.js'
import { given, paper, problems, tell } from './told.js'

type Answer<Data> = { data?: Data | null, errors?: GraphQLFormattedError[] }

async function ask<Data, Variables> (
  document: TypedDocumentNode<Data, Variables>, variables: Variables, token = given.token
): Promise<Answer<Data>> {
  const response = await fetch(given.url, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: print(document), variables })
  })
  return await response.json() as Answer<Data>
}

const { nik } = given
const { data } = await ask(Person, { nik })

const upload = async (mediaType: string, key: string) => (await ask(Upload, paper(mediaType, key))).data?.createUpload
const uploads = [await upload('image/png', given.key), await upload('image/png', given.key)]
const finding = (await upload('text/html', `${given.key}-not`))?.errors[0]

const pages: string[][] = []
for (let after: string | null | undefined = null; pages.length < 2;) {
  const page: { edges: { node: { id: string } }[], pageInfo: { endCursor?: string | null } } | null | undefined =
    (await ask(Readings, { nik, first: 1, after })).data?.citizen?.accesses
  pages.push(page?.edges.map(({ node }) => node.id) ?? [])
  after = page?.pageInfo.endCursor
}

const seen = await ask(Refused, { nik }, given.police)

tell({
  name: data?.citizen?.fullName, uploads: uploads.map(one => one?.documentId), finding, pages,
  refused: problems(seen.errors ?? []), shown: seen.data?.citizen?.fullName, own: {}
})
