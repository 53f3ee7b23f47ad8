// What each client is given, and what it tells of what it got.
import type { ErrorCode } from './gql/graphql.js'

export type Given = { url: string, token: string, police: string, nik: string, key: string }
export type Problem = { code: string, path: readonly (string | number)[] }

export type Told = {
  name: string | null | undefined
  /** Documents of two uploads under one idempotency key. */
  uploads: (string | null | undefined)[]
  /** What a mutation says of an input that is not right. */
  finding: { code: ErrorCode, path: string } | undefined
  /** Ids of readings, page by page. */
  pages: string[][]
  /** Of whoever may not see all: what is refused, and what is shown all the same. */
  refused: Problem[]
  shown: string | null | undefined
  /** What only this client does. */
  own: Record<string, unknown>
}

export const given = JSON.parse(process.argv[2] ?? '{}') as Given

export const paper = (mediaType: string, idempotencyKey: string) =>
  ({ input: { kind: 'birth_statement', mediaType, size: 70, idempotencyKey } })

export const problems = (errors: readonly { path?: readonly (string | number)[] | undefined, extensions?: Record<string, unknown> | undefined }[]): Problem[] =>
  errors.map(({ path, extensions }) => ({ code: String(extensions?.['code']), path: path ?? [] }))

export const tell = (told: Told): void => console.log(JSON.stringify(told))
