// The record in PostgreSQL, a statement a batch. Statements are named, so that they are prepared once a connection.
import pg from 'pg'

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 10,
  options: '-c pg_trgm.word_similarity_threshold=0.5 -c enable_seqscan=off'
})

const PERSON = `p.id as key, p.nik, p.full_name as "fullName", p.sex, p.birth_date::text as "birthDate",
  p.birth_place as "birthPlace", p.religion, p.marital_status as "maritalStatus", p.occupation,
  p.family_card_number as "familyCardNumber"`

async function rows (name, text, values) {
  return (await pool.query({ name, text, values })).rows
}

async function citizens (niks) {
  const found = await rows('citizens',
    `select ${PERSON} from person p where p.tenant = '1901' and p.nik = any($1::text[])`, [niks])
  const byNik = new Map(found.map(row => [row.nik, row]))
  return niks.map(nik => byNik.get(nik) ?? null)
}

async function families (numbers) {
  const found = await rows('families',
    `select c.number, p.family_relationship as relationship, ${PERSON}
     from family_card c join person p on p.tenant = c.tenant and p.family_card_number = c.number
     where c.tenant = '1901' and c.number = any($1::text[])
     order by p.family_relationship <> 'HEAD', p.birth_date, p.id`, [numbers])
  const cards = new Map()
  for (const row of found) {
    let card = cards.get(row.number)
    if (!card) cards.set(row.number, card = { number: row.number, members: [] })
    card.members.push({ relationship: row.relationship, citizen: row })
  }
  return numbers.map(number => cards.get(number) ?? null)
}

function facet (name) {
  return async ids => {
    const found = await rows(name,
      `select person_id, items from facet_copy
       where tenant = '1901' and facet = '${name}' and person_id = any($1::uuid[])`, [ids])
    const byId = new Map(found.map(row => [row.person_id, row.items]))
    return ids.map(id => byId.get(id) ?? [])
  }
}

function search (name, first) {
  return rows('search',
    `select ${PERSON} from person p where p.tenant = '1901' and $1 <% p.name_key
     order by (5000 * (word_similarity($1, p.name_key) + similarity($1, p.name_key)))::int desc, p.id limit $2`,
    [name.toLowerCase(), first])
}

export const source = {
  maxBatch: Infinity,
  citizens,
  families,
  licences: facet('licences'),
  enrolments: facet('enrolments'),
  immunisations: facet('immunisations'),
  search,
  types: {
    Licence: { issuedOn: item => item.issued_on, kbliYear: item => item.kbli_year },
    Immunisation: { occurredOn: item => item.occurred_on }
  }
}
