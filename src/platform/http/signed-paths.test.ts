import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { openSignedPaths } from './signed-paths.ts'

const heldClock = (start = Date.parse('2026-11-21T04:05:06Z')) => {
  const held = { time: start }
  return { held, now: () => held.time, iso: () => new Date(held.time).toISOString() }
}
const tokenOf = (path: string) => path.split('/')[2]!
const open = (secretKey = randomBytes(32)) => {
  const clock = heldClock()
  return { clock, secretKey, paths: openSignedPaths({ secretKey, cdnUrl: null, clock }) }
}
const grant = { purpose: 'footage', object: newId(), version: 3 }

describe('signed paths', () => {
  it('open to the grant they were made from', () => {
    const { paths } = open()
    expect(paths.open(tokenOf(paths.sign(grant, 600)))).toEqual(grant)
  })

  it('fit a path parameter and have one dot-free mark', () => {
    const { paths } = open()
    const token = tokenOf(paths.sign({ ...grant, version: 1e9 }, 86_400))
    expect(token.length).toBeLessThan(100)
    expect(token).toMatch(/^[A-Za-z0-9._-]+$/)
  })

  it('expire between once and twice the asked time, at the same moment for the same object', () => {
    const { paths, clock } = open()
    for (let i = 0; i < 50; i++) {
      const path = paths.sign({ ...grant, object: newId() }, 600)
      const start = clock.held.time
      clock.held.time = start + 599_000
      expect(paths.open(tokenOf(path))).not.toBeNull()
      clock.held.time = start + 1_201_000
      expect(paths.open(tokenOf(path))).toBeNull()
      clock.held.time = start + 7_000
    }
  })

  it('stay the same for a while, then are made anew in time', () => {
    const { paths, clock } = open()
    const seen = new Set<string>()
    for (let minute = 0; minute < 60; minute++) {
      const path = paths.sign(grant, 600)
      seen.add(path)
      clock.held.time += 60_000
      expect(paths.open(tokenOf(path))).not.toBeNull()
    }
    expect(seen.size).toBeLessThanOrEqual(7)
    expect(seen.size).toBeGreaterThan(4)
  })

  it('are made anew when the clock jumps back', () => {
    const { paths, clock } = open()
    paths.sign(grant, 600)
    clock.held.time -= 24 * 3600 * 1000
    const path = paths.sign(grant, 600)
    clock.held.time += 1_300_000
    expect(paths.open(tokenOf(path))).toBeNull()
  })

  it('are refused with any character changed, and when they are not tokens at all', () => {
    const { paths } = open()
    const token = tokenOf(paths.sign(grant, 600))
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A'
      expect(paths.open(token.slice(0, i) + other + token.slice(i + 1)), `at ${i}`).toBeNull()
    }
    for (const bad of ['', '.', '.....', 'a.b.c.d.e.f', token.slice(0, -1), `${token}.x`, 'é'.repeat(90)])
      expect(paths.open(bad)).toBeNull()
  })

  it('are refused by another key, and opened by a key that came before', () => {
    const [first, second] = [open(), open()]
    const token = tokenOf(first.paths.sign(grant, 600))
    expect(second.paths.open(token)).toBeNull()
    const both = openSignedPaths({
      secretKey: second.secretKey,
      earlierKeys: [first.secretKey],
      cdnUrl: 'https://cdn.example',
      clock: first.clock,
    })
    expect(both.open(token)).toEqual(grant)
    expect(both.sign(grant, 600)).toMatch(/^https:\/\/cdn\.example\/media\//)
    expect(first.paths.open(both.sign(grant, 600).split('/')[4]!)).toBeNull()
  })

  it('are not made for names that would break out of their part', () => {
    const { paths } = open()
    for (const object of ['a.b', 'a/b', '', '..'])
      expect(() => paths.sign({ ...grant, object }, 600)).toThrow('grant')
  })
})
