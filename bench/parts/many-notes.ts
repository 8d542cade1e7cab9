import { firstOwner } from '../../test/fleet/people.ts'
import type { Fleet } from '../../test/fleet/start-fleet.ts'

/** A space with `count` notes; the headers of its owner and the reads that pages make. */
export async function fillNotes(
  { origin }: Pick<Fleet, 'origin'>,
  count: number,
): Promise<{ headers: Record<string, string>; paths: string[] }> {
  const ada = await firstOwner(origin)
  for (let at = 0; at < count; at++) {
    const note = { title: `Note ${at}`, body: 'Fog over the river, and a heron. '.repeat(8), tags: ['fog'] }
    const { status } = await ada.call(origin, 'POST', '/spaces/hall/notes', note)
    if (status !== 201) throw new Error(`a note was answered ${status}`)
  }
  const notes = '/api/v1/spaces/hall/notes'
  return {
    headers: { cookie: ada.cookie },
    paths: [notes, `${notes}?tag=fog`, '/api/v1/me', `${notes}?limit=5`],
  }
}
