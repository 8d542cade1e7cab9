import type { Note, Revision, RevisionSummary } from '../contract/note.ts'
import type { Page } from '../../../contract/shapes.ts'

/** Someone at the door of a house, known by headers. */
export type Writer = {
  call<A>(
    method: string,
    path: string,
    body?: unknown,
    ifMatch?: number,
  ): Promise<{ status: number; body: A }>
}

export const writer = (origin: string, who: Record<string, string>): Writer => ({
  async call<A>(method: string, path: string, body?: unknown, ifMatch?: number) {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        ...who,
        origin,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as A }
  },
})

/** Every version of a note with its body, latest first, as the house tells it. */
export async function history(who: Writer, notes: string, id: string): Promise<Revision[]> {
  const versions: number[] = []
  let cursor: string | null = ''
  do {
    const path: string = `${notes}/${id}/revisions?limit=100${cursor && `&cursor=${cursor}`}`
    const page: { body: Page<RevisionSummary> } = await who.call<Page<RevisionSummary>>('GET', path)
    versions.push(...page.body.items.map((one) => one.version))
    cursor = page.body.nextCursor
  } while (cursor !== null)
  const revisions: Revision[] = []
  for (const version of versions)
    revisions.push((await who.call<Revision>('GET', `${notes}/${id}/revisions/${version}`)).body)
  return revisions
}

/** What a writer was told was saved. */
export type Answered = { version: number; body: string }

/** What of that is not in the history, and gaps in its versions; in words. */
export function losses(
  answered: readonly Answered[],
  revisions: readonly Answered[],
  note: Answered,
): string[] {
  const kept = new Map(revisions.map((one) => [one.version, one.body]))
  const lost = answered
    .filter(({ version, body }) => kept.get(version) !== body)
    .map(({ version }) => `version ${version} was answered and is ${kept.has(version) ? 'another' : 'gone'}`)
  const latest = note.version
  const gaps = Array.from({ length: latest }, (_, at) => at + 1).filter((version) => !kept.has(version))
  if (kept.size !== latest || gaps.length > 0)
    lost.push(`versions ${gaps.join(', ')} of ${latest} are missing`)
  if (kept.get(latest) !== note.body) lost.push('the note is not its latest version')
  return lost
}

export const readNote = async (who: Writer, notes: string, id: string): Promise<Note> =>
  (await who.call<Note>('GET', `${notes}/${id}`)).body
