import { expect, test } from 'vitest'
import { cheap } from './auth.fixture.ts'
import { cookieName, cookieValue } from './cookies.ts'
import { deviceName } from './devices.ts'
import { openPasswords } from './passwords.ts'
import { allow } from './policy.ts'
import { requireSameOrigin } from './same-origin.ts'
import { secretBox } from './secret-box.ts'
import { shortMemory } from './short-memory.ts'
import { hashToken, looksLikeToken, newToken } from './tokens.ts'

test('cookies are found by their whole name', () => {
  expect(cookieValue('a=1; lh_session=abc; b=2', 'lh_session')).toBe('abc')
  expect(cookieValue('lh_session=abc', 'lh_session')).toBe('abc')
  expect(cookieValue('not_lh_session=x; lh_sessions=y', 'lh_session')).toBeNull()
  expect(cookieValue('', 'lh_session')).toBeNull()
  expect(cookieValue(undefined, 'lh_session')).toBeNull()
  expect(cookieName({ secure: true })).toBe('__Host-lh_session')
})

test('an origin is ours by its address, not by its beginning', () => {
  const from = (origin: string) => () =>
    requireSameOrigin(
      { method: 'POST', host: 'house.example', headers: { origin } } as never,
      'https://house.example',
      true,
    )
  expect(from('https://house.example')).not.toThrow()
  for (const foreign of [
    'https://house.example.evil.org',
    'null',
    'https://evil.org',
    'ftp://house.example',
    '',
  ])
    expect(from(foreign)).toThrow('does not show that it comes from this site')
})

test('a password is told from another, whatever keyboard it was typed on', async () => {
  const passwords = openPasswords(cheap)
  const stored = await passwords.hash('caf\u00e9 au lait')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
  expect(await passwords.matches('cafe\u0301 au lait', stored)).toBe(true)
  expect(await passwords.matches('cafe au lait', stored)).toBe(false)
  expect(await passwords.matches('anything', null)).toBe(false)
})

test('the cost that a house runs with is the one that safety asks for', async () => {
  expect(await openPasswords().hash('x')).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/)
})

test('a full queue of hashes refuses with a time to come back, and empties again', async () => {
  const passwords = openPasswords(cheap, { running: 1, waiting: 2 })
  const all = await Promise.allSettled([1, 2, 3, 4].map((n) => passwords.hash(`password ${n}`)))
  expect(all.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected'])
  expect((all[3] as PromiseRejectedResult).reason).toMatchObject({
    kind: 'unavailable',
    retryAfterSeconds: 3,
  })
  expect(await passwords.hash('later')).toContain('argon2id')
})

test('a sealed secret opens only for its owner, with its key, unchanged', () => {
  const box = secretBox(Buffer.alloc(32, 1), 'test')
  const sealed = box.seal('ada', 'JBSWY3DP')
  expect(box.open('ada', sealed)).toBe('JBSWY3DP')
  expect(() => box.open('bob', sealed)).toThrow()
  expect(() => secretBox(Buffer.alloc(32, 2), 'test').open('ada', sealed)).toThrow()
  expect(() => box.open('ada', `${sealed.slice(0, -2)}AA`)).toThrow()
  expect(box.mark('ada', 'code')).not.toBe(box.mark('bob', 'code'))
})

test('what was forgotten while it was read is not remembered', () => {
  const memory = shortMemory<number>()
  const since = memory.moment()
  memory.forget(() => true)
  memory.set('a', 1, since)
  expect(memory.get('a')).toBeUndefined()
  memory.set('a', 2, memory.moment())
  expect(memory.get('a')).toBe(2)
  memory.forget((value) => value === 2)
  expect(memory.get('a')).toBeUndefined()
})

test('tokens carry 256 bits and hash the same each time', () => {
  const token = newToken()
  expect(looksLikeToken(token)).toBe(true)
  expect(token).not.toBe(newToken())
  expect(hashToken('a')).toBe('ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs')
})

test('an action without a row opens for nobody', () => {
  const who = { space: { id: 's', slug: 's', name: 'S' }, role: 'owner', accountId: 'a' } as const
  expect(allow({ read: () => 'allow' }, 'read', who, { id: 1 })).toEqual({ id: 1 })
  expect(() => allow({} as Record<string, () => 'allow'>, 'read', who, { id: 1 })).toThrow('nothing here')
})

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox on Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0',
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1', 'Safari on iPhone'],
  ['curl/8.5.0', 'curl'],
  [undefined, 'Unknown device'],
])('%s is %s', (userAgent, words) => expect(deviceName(userAgent)).toBe(words))
