import { expect, test } from 'vitest'
import { postgresAddress } from './postgres-address.ts'

const of = (query: string, ca: string | null = null) => postgresAddress(`postgres://u:p@h:5/db${query}`, ca)

test('what of TLS stands in the URL is taken out and means what libpq means', () => {
  expect(of('')).toEqual({ connectionString: 'postgres://u:p@h:5/db', ssl: false })
  expect(of('?sslmode=disable', 'PEM').ssl).toBe(false)
  expect(of('?sslmode=require&application_name=x')).toEqual({
    connectionString: 'postgres://u:p@h:5/db?application_name=x',
    ssl: { rejectUnauthorized: false },
  })
  expect(of('?sslmode=verify-full', 'PEM').ssl).toEqual({ ca: 'PEM' })
  expect(of('', 'PEM').ssl).toEqual({ ca: 'PEM' })
  for (const mode of ['require', 'verify-ca'])
    expect(of(`?sslmode=${mode}`, 'PEM').ssl).toEqual({
      ca: 'PEM',
      checkServerIdentity: expect.any(Function),
    })
})

test('a mode that would fall back to no TLS is refused, without the password', () => {
  expect(() => of('?sslmode=prefer')).toThrow(/^sslmode in DATABASE_URL must be disable, require/)
})
