import { expect, test } from 'vitest'
import { safeNext } from './login-page.tsx'

test.each([
  ['/settings/security', '/settings/security'],
  ['/s/choir/footage/1?t=5#x', '/footage/1?t=5&space=choir#x'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  [['/a'], '/'],
  [undefined, '/'],
])('after signing in, %s leads to %s', (next, to) => expect(safeNext(next)).toBe(to))
