// The part of the hub's contract that the comparison asks for, and resolvers over a source of batches.
import DataLoader from 'dataloader'

export const typeDefs = `
  scalar NIK
  scalar Date
  scalar FamilyCardNumber
  input CitizenSearch { name: String! }
  type Query {
    citizen(nik: NIK!): Citizen
    citizens(niks: [NIK!]!): [Citizen]
    searchCitizens(search: CitizenSearch!, first: Int = 20): CitizenConnection
  }
  type Citizen {
    nik: NIK fullName: String sex: String birthDate: Date birthPlace: String religion: String maritalStatus: String
    occupation: String familyCard: FamilyCard licences: [Licence!] enrolments: [Enrolment!]
    immunisations: [Immunisation!]
  }
  type CitizenConnection { edges: [CitizenEdge!]! }
  type CitizenEdge { node: Citizen! }
  type FamilyCard { number: FamilyCardNumber members: [FamilyMember!] }
  type FamilyMember { relationship: String citizen: Citizen }
  type Licence { nib: String name: String kbli: String kbliYear: Int status: String issuedOn: Date }
  type Enrolment { nisn: String npsn: String school: String level: String status: String since: Date }
  type Immunisation { vaccine: String dose: Int occurredOn: Date provider: String }
`

// One set of loaders a request; `source` answers lists of keys in order.
export function loaders (source) {
  const made = {}
  for (const name of ['citizens', 'families', 'licences', 'enrolments', 'immunisations']) {
    made[name] = new DataLoader(keys => source[name](keys), { maxBatchSize: source.maxBatch })
  }
  return made
}

export function resolvers (source) {
  return {
    Query: {
      citizen: (_, { nik }, { load }) => load.citizens.load(nik),
      citizens: (_, { niks }, { load }) => load.citizens.loadMany(niks),
      searchCitizens: async (_, { search, first }) =>
        ({ edges: (await source.search(search.name, first)).map(node => ({ node })) })
    },
    Citizen: {
      familyCard: (person, _, { load }) => person.familyCardNumber && load.families.load(person.familyCardNumber),
      licences: (person, _, { load }) => load.licences.load(person.key),
      enrolments: (person, _, { load }) => load.enrolments.load(person.key),
      immunisations: (person, _, { load }) => load.immunisations.load(person.key)
    },
    ...source.types
  }
}

// The source that the environment names.
export async function chosen () {
  const file = process.env.SOURCE === 'agencies' ? './agencies.mjs' : './record.mjs'
  return (await import(file)).source
}
