// relay-runtime: the store by `id`, a page more of a connection, `node` again. node relay/relay.js '{"url": ...}'
const { Environment, Network, RecordSource, Store, commitMutation, fetchQuery, createOperationDescriptor, getSingularSelector, getRequest } = require('relay-runtime')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')

const given = JSON.parse(process.argv[2])
const texts = JSON.parse(readFileSync(join(__dirname, 'queries.json'), 'utf8'))
const artifact = name => require(`./__generated__/operations${name}.graphql.js`)
const problems = []

function environment (token) {
  const network = Network.create(async ({ id }, variables) => {
    const response = await fetch(given.url, {
      method: 'POST',
      headers: { authorization: token, 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ query: texts[id], variables })
    })
    const answer = await response.json()
    problems.push(...(answer.errors ?? []).map(({ path, extensions }) => ({ code: extensions.code, path: path ?? [] })))
    return answer
  })
  return new Environment({ network, store: new Store(new RecordSource()) })
}

const relay = environment(given.token)
const get = (query, variables, where = relay) => fetchQuery(where, artifact(query), variables).toPromise()
const mutate = (mediaType, idempotencyKey) => new Promise((resolve, reject) => commitMutation(relay, {
  mutation: artifact('UploadMutation'),
  variables: { input: { kind: 'birth_statement', mediaType, size: 70, idempotencyKey } },
  onCompleted: resolve,
  onError: reject
}))

/** What the store holds of a fragment, after as many pages as were fetched into it. */
function held (query, variables, fragment, at = data => data) {
  const operation = createOperationDescriptor(getRequest(artifact(query)), variables)
  const root = relay.lookup(operation.fragment).data
  return relay.lookup(getSingularSelector(artifact(fragment), at(root))).data
}

async function main () {
  const { nik } = given
  const person = await get('PersonQuery', { nik })
  const { id } = person.citizen
  relay.retain(createOperationDescriptor(getRequest(artifact('PersonQuery')), { nik }))
  await get('AgainQuery', { id })
  const record = relay.getStore().getSource().get(id)

  const pages = []
  for (let cursor = null; pages.length < 2;) {
    if (cursor) await get('ReadingsPaginationQuery', { id, count: 1, cursor })
    const connection = held('PersonQuery', { nik }, '_readings', data => data.citizen).accesses
    pages.push(connection.edges.slice(pages.flat().length).map(({ node }) => node.id))
    cursor = connection.pageInfo.endCursor
  }
  const applications = (await get('MineQuery', { count: 1 }), held('MineQuery', { count: 1 }, '_mine')).applications

  const uploads = [await mutate('image/png', given.key), await mutate('image/png', given.key)]
  const finding = (await mutate('text/html', `${given.key}-not`)).createUpload.errors[0]
  problems.length = 0
  const seen = await get('RefusedQuery', { nik }, environment(given.police)).catch(error => ({ thrown: error.message }))

  console.log(JSON.stringify({
    name: person.citizen.fullName,
    uploads: uploads.map(one => one.createUpload.documentId),
    finding,
    pages,
    refused: problems,
    shown: seen.citizen?.fullName,
    own: { fields: Object.keys(record), applications: applications.edges.length, thrown: seen.thrown }
  }))
}
main()
