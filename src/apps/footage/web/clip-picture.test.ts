import { expect, test } from 'vitest'
import pages from './first-pages.json' with { type: 'json' }
import { cardSizes, pictureSet, playerSizes } from './clip-picture.ts'

test('pictures are fetched early at the sizes at which pages show them', () => {
  expect(pages).toMatchObject([{ pictures: cardSizes }, { pictures: playerSizes }, { pictures: '100vw' }])
})

test('a poster offers all its widths once there are several', () => {
  expect(pictureSet('/p.jpg', [])).toBeUndefined()
  expect(pictureSet('/p.jpg', [{ url: '/s.webp', width: 480 }])).toBe('/s.webp 480w,/p.jpg 1280w')
})
