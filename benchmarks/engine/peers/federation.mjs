// The same contract, cut into four subgraphs.
const LINK = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  scalar NIK
`

export const subgraphs = {
  people: `${LINK}
    scalar Date
    scalar FamilyCardNumber
    type Query { citizen(nik: NIK!): Citizen citizens(niks: [NIK!]!): [Citizen] }
    type Citizen @key(fields: "nik") {
      nik: NIK! fullName: String sex: String birthDate: Date birthPlace: String religion: String maritalStatus: String
      occupation: String familyCard: FamilyCard
    }
    type FamilyCard { number: FamilyCardNumber members: [FamilyMember!] }
    type FamilyMember { relationship: String citizen: Citizen }`,
  licensing: `${LINK}
    scalar Date
    type Citizen @key(fields: "nik") { nik: NIK! licences: [Licence!] }
    type Licence { nib: String name: String kbli: String kbliYear: Int status: String issuedOn: Date }`,
  education: `${LINK}
    scalar Date
    type Citizen @key(fields: "nik") { nik: NIK! enrolments: [Enrolment!] }
    type Enrolment { nisn: String npsn: String school: String level: String status: String since: Date }`,
  health: `${LINK}
    scalar Date
    type Citizen @key(fields: "nik") { nik: NIK! immunisations: [Immunisation!] }
    type Immunisation { vaccine: String dose: Int occurredOn: Date provider: String }`
}
