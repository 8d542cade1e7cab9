import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { setUp, startHouse } from '../uploads/start-house.ts'

const wishes = 60

test('requests that are sent again after a kill -9 are carried out once each', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-keys-'))
  try {
    const first = await startHouse(folder)
    const who = await setUp(first.origin)
    let answered = 0
    const killed = Promise.withResolvers<void>()
    const torn = Array.from({ length: wishes }, async (_, wish) => {
      const status = await announce(first.origin, who, wish).catch(() => 'torn')
      answered += Number(status === 201)
      // In the middle: some are done, some are inside, some have not begun.
      if (answered === 20) killed.resolve()
      return status
    })
    await killed.promise
    await first.stop('SIGKILL')
    const before = await Promise.all(torn)

    const second = await startHouse(folder)
    const cookie = { cookie: who.cookie!, origin: second.origin }
    const after = await Promise.all(before.map((_, wish) => announce(second.origin, cookie, wish)))
    const answer = await fetch(`${second.origin}/api/v1/spaces/hall/footage?limit=100`, { headers: cookie })
    const { items } = (await answer.json()) as { items: { title: string }[] }
    await second.stop('SIGTERM')

    expect(items.map((clip) => clip.title).toSorted()).toEqual(
      before.map((_, wish) => titleOf(wish)).toSorted(),
    )
    // 409 where the work was done and the kill came before its answer was kept.
    for (const status of after) expect([201, 409]).toContain(status)
    // What was answered before the kill is answered the same; how many more got through depends on the machine.
    expect(after.filter((status) => status === 201).length).toBeGreaterThanOrEqual(20)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

const titleOf = (wish: number) => `Wish ${String(wish).padStart(2, '0')}`

async function announce(origin: string, who: Record<string, string>, wish: number): Promise<number> {
  const answer = await fetch(`${origin}/api/v1/spaces/hall/footage`, {
    method: 'POST',
    headers: { ...who, 'content-type': 'application/json', 'idempotency-key': `wish-${wish}` },
    body: JSON.stringify({
      title: titleOf(wish),
      visibility: 'members',
      file: { name: 'a.mp4', size: 1000, type: 'video/mp4' },
    }),
  })
  await answer.body?.cancel()
  return answer.status
}
