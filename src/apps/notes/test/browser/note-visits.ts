import type { Page } from 'playwright-core'
import type { Place } from '../../../../../test/browser/house.ts'
import { type Size, visit, type Visit } from '../../../../../test/browser/visit.ts'
import type { NewNote, Note } from '../../contract/note.ts'

/** The owner at a browser, in a house of notes. */
export const visitAsOwner = (
  place: Place,
  look: { size?: Size; theme?: 'light' | 'dark' } = {},
): Promise<Visit> => visit(place.browser, place.house.origin, { storageState: place.state, ...look })

export const spaceSlug = 'riverside-dashcam-club'

/** Asks the house as the owner, past the browser. Throws what it refuses. */
export async function ask<T>(
  { house, state }: Place,
  to: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const [method = '', path] = to.split(' ')
  const answer = await fetch(`${house.origin}/api/v1/spaces/${spaceSlug}${path}`, {
    method,
    headers: {
      origin: house.origin,
      cookie: state.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

export const write = (place: Place, note: Partial<NewNote>): Promise<Note> =>
  ask<Note>(place, 'POST /notes', { title: '', body: '', ...note })

/** The row of a note in the list. */
export const row = (page: Page, name: string) =>
  page
    .getByRole('list', { name: 'Notes' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name, exact: true }) })

export const titles = (page: Page) => page.locator('.note-link').allTextContents()
