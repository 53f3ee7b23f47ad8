// A counter's frontend in one file: it asks for a NIK and shows one person. Node 24 runs it as it is:
//   . var/demo.env; export GRAPHQL_URL ISSUER CLIENT_ID CLIENT_SECRET; node examples/frontend/frontend.ts
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

const { GRAPHQL_URL = '', ISSUER = '', CLIENT_ID = '', CLIENT_SECRET = '', PORT = '8460' } = process.env

type Source = { agency: string, state: 'FRESH' | 'CACHED' | 'UNAVAILABLE', asOf: string | null }
type Citizen = { fullName: string | null, birthDate: string | null, address: { village: string | null } | null, sources: Source[] | null }
type Problem = { message: string, path?: (string | number)[], extensions: { code: string } }
type Answer<Data> = { data?: Data | null, errors?: Problem[] }

const COUNTER = `query Counter($nik: NIK!) {
  citizen(nik: $nik) { fullName birthDate address { village } sources { agency state asOf } }
}`

let token = { value: '', until: 0 }

/** A token for the scopes that this page needs, kept until a minute before it ends. */
async function bearer (): Promise<string> {
  if (Date.now() > token.until) {
    const response = await fetch(`${ISSUER}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${CLIENT_ID}:${CLIENT_SECRET}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'citizen:read' })
    })
    if (!response.ok) throw new Error(`no token: ${response.status}`)
    const given = await response.json() as { access_token: string, expires_in: number }
    token = { value: given.access_token, until: Date.now() + (given.expires_in - 60) * 1000 }
  }
  return `Bearer ${token.value}`
}

async function ask<Data> (query: string, variables: Record<string, unknown>): Promise<Answer<Data>> {
  const response = await fetch(GRAPHQL_URL, {
    method: 'POST',
    headers: { authorization: await bearer(), 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables })
  })
  return await response.json() as Answer<Data>
}

const safe = (value: unknown): string => String(value ?? '–').replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)

/** What may be shown is shown; what may not is said, and nobody is somebody who is not there. */
function shown ({ data, errors = [] }: Answer<{ citizen: Citizen | null }>): string {
  const said = errors.map(({ extensions, message }) => `<p role="alert">${safe(extensions.code)}: ${safe(message)}</p>`).join('')
  const one = data?.citizen
  if (!one) return said || '<p>Tidak ditemukan / Not found</p>'
  const sources = (one.sources ?? []).map(from => `${from.agency} ${from.state} ${from.asOf ?? ''}`).join(', ')
  return `${said}<h2>${safe(one.fullName)}</h2><p>${safe(one.birthDate)}, ${safe(one.address?.village)}</p><p>${safe(sources)}</p>`
}

createServer(async (request, response) => {
  // The NIK comes in the body: addresses end in logs.
  const nik = request.method === 'POST' ? new URLSearchParams(await text(request)).get('nik') : null
  const found = nik ? shown(await ask(COUNTER, { nik })) : ''
  const form = '<form method="post"><label>NIK <input name="nik" inputmode="numeric"></label> <button>Cari / Search</button></form>'
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.setHeader('cache-control', 'no-store')
  response.end(`<!doctype html><html lang="id"><title>Loket</title><h1>Loket / Counter</h1>${form}${found}</html>`)
}).listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/`))
