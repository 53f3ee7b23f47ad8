// The agencies over REST, up to 64 keys a call.
import { Pool } from 'undici'

const pool = new Pool(process.env.AGENCIES_URL)
const headers = { 'content-type': 'application/json' }

async function post (path, keys) {
  const { body } = await pool.request({ path, method: 'POST', headers, body: JSON.stringify(keys) })
  return body.json()
}

function facet (path) {
  return async niks => (await post(path, niks)).map(found => found ? found.items : [])
}

async function citizens (niks) {
  const found = await post('/citizens', niks)
  for (const person of found) if (person) person.key = person.nik
  return found
}

export const source = {
  maxBatch: 64,
  citizens,
  families: numbers => post('/families', numbers),
  licences: facet('/licences'),
  enrolments: facet('/enrolments'),
  immunisations: facet('/immunisations'),
  types: {}
}
