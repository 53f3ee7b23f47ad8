// What the neighbours of the hub say of themselves.
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])'

export const subgraphs = {
  library: `${LINK}
    scalar NIK
    type Query {
      cards(first: Int!): [LibraryCard!]!
      "The Authorization header that came with this operation."
      told: String
    }
    type Citizen @key(fields: "nik") { nik: NIK libraryCard: LibraryCard }
    type LibraryCard { number: ID! holder: Citizen }`,
  readingRoom: `${LINK}
    type Query { seats: [Seat!]! }
    type Seat { number: Int! reader: Citizen }
    type Citizen @key(fields: "id", resolvable: false) { id: ID! }`
}
