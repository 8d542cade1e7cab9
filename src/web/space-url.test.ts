import { describe, expect, test } from 'vitest'
import { spaceSearch, spaceUrl } from './space-url.ts'

const at = (path: string) => new URL(path, 'http://house')

describe('the space in the address', () => {
  test.each([
    ['/s/club/footage/1?t=5', '/footage/1?t=5&space=club'],
    ['/s/club', '/?space=club'],
    ['/footage', '/footage'],
    ['/setup', '/setup'],
  ])('%s is read as %s and written back', (outside, inside) => {
    const url = spaceUrl.input({ url: at(outside) })
    expect(url.pathname + url.search).toBe(inside)
    const back = spaceUrl.output({ url })
    expect(back.pathname + back.search).toBe(outside)
  })

  test('a slug of digits stays text', () => {
    expect(spaceUrl.output({ url: at('/footage?space=%22123%22') }).pathname).toBe('/s/123/footage')
    expect(spaceSearch({ space: 123 })).toEqual({ space: '123' })
  })
})
