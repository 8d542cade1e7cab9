import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPlace, type Place } from '../../../../../test/browser/house.ts'
import { hostileMarkdown } from '../../web/markdown/hostile-markdown.fixture.ts'
import { type Notebook, openNotebook } from './notebook.ts'
import { visitAsOwner } from './note-visits.ts'

let place: Place
let book: Notebook
beforeAll(async () => {
  place = await openPlace('hostile')
  book = await openNotebook(place)
})
afterAll(() => place?.close())

/** As many in one note as are shown at once, far enough apart not to swallow each other. */
function bodies(): string[] {
  const all: string[] = []
  let body = ''
  for (const input of hostileMarkdown()) {
    if (body.length + input.length > 30_000) {
      all.push(body)
      body = ''
    }
    body += `${input}\n\n<!-- -->\n\n`
  }
  return [...all, body]
}

test('thousands of hostile inputs: no script runs, no request leaves, every link may be followed', async () => {
  const { page, faults, close } = await visitAsOwner(place)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  for (const body of bodies()) {
    const note = await book.create({ title: 'Hostile', body: body.toWellFormed() })
    await page.goto(`/notes/${note.id}`)
    await page.locator('.markdown > *').first().waitFor()
    const found = await page.evaluate(() => {
      const inside = document.querySelector('.markdown')!
      const forbidden =
        'script, iframe, object, embed, svg, math, form, style, link, meta, base, video, audio'
      const links = [...inside.querySelectorAll('a')]
      return {
        ran: (globalThis as { ran?: number }).ran,
        forbidden: [...inside.querySelectorAll(forbidden)].map((element) => element.outerHTML),
        handlers: [...inside.querySelectorAll('*')].flatMap((element) =>
          element.getAttributeNames().filter((name) => name.startsWith('on')),
        ),
        schemes: [...new Set(links.map((link) => link.protocol))].toSorted(),
        pictures: inside.querySelectorAll('img').length,
        strangers: links
          .filter((link) => link.host !== location.host && link.rel !== 'noopener noreferrer nofollow')
          .map((link) => link.outerHTML),
      }
    })
    expect(found).toMatchObject({ forbidden: [], handlers: [], pictures: 0, strangers: [] })
    expect(await page.locator('.md-later').count()).toBe(0)
    expect(found.ran).toBeUndefined()
    expect(found.schemes.filter((scheme) => !/^(https?|mailto|tel):$/.test(scheme))).toEqual([])
  }
  expect(asked.filter((url) => !url.startsWith(place.house.origin))).toEqual([])
  expect(faults).toEqual([])
  await close()
})
