import type { Page } from 'playwright-core'
import { type Place } from '../../../../../test/browser/house.ts'
import type { Note, NewNote } from '../../contract/note.ts'

/** What journeys of notes share: notes made behind the page's back, and the editor's parts. */

export type Notebook = {
  space: string
  create: (note: Partial<NewNote>) => Promise<Note>
  read: (id: string) => Promise<Note>
  edit: (note: Pick<Note, 'id' | 'version'>, change: object) => Promise<Note>
}

export async function openNotebook({ house, state }: Pick<Place, 'house' | 'state'>): Promise<Notebook> {
  const headers = {
    origin: house.origin,
    'content-type': 'application/json',
    cookie: state.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  }
  const ask = async (method: string, path: string, body?: object, more: object = {}) => {
    const answer = await fetch(`${house.origin}/api/v1${path}`, {
      method,
      headers: { ...headers, ...more },
      body: body ? JSON.stringify(body) : null,
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json() as Promise<unknown>
  }
  const { spaces } = (await ask('GET', '/me')) as { spaces: { slug: string }[] }
  const space = spaces[0]!.slug
  const notes = `/spaces/${space}/notes`
  return {
    space,
    create: (note) => ask('POST', notes, { title: 'A note', body: '', ...note }) as Promise<Note>,
    read: (id) => ask('GET', `${notes}/${id}`) as Promise<Note>,
    edit: ({ id, version }, change) =>
      ask('PATCH', `${notes}/${id}`, change, { 'if-match': `"${version}"` }) as Promise<Note>,
  }
}

export const editorOf = (page: Page) => page.getByRole('textbox', { name: 'Text of the note' })

export async function openEditor(page: Page, id: string) {
  await page.goto(`/notes/${id}?edit=true`)
  await editorOf(page).waitFor()
  return editorOf(page)
}

/** Waits until the editor says that everything is on the server. */
export const saved = (page: Page, state = 'saved') => page.locator(`[data-save-state="${state}"]`).waitFor()
