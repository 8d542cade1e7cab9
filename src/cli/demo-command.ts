import { randomBytes } from 'node:crypto'
import type { House } from '../compose.ts'
import { Fault } from '#platform/errors.ts'
import { startWorker } from '../roles/worker.ts'
import { withHouse } from './with-house.ts'

const people = ['Ada Quist', 'Ben Okoro', 'Carla Ruiz', 'Deniz Aydin']

/** Fills an empty house, processes what was put in, and says how to sign in. Refuses a house that has accounts. */
export const demo = () =>
  withHouse(async (house) => {
    if ((await house.auth.setupToken()) === null)
      throw new Fault(
        'conflict',
        'not-empty',
        'This house has accounts already; the demo only fills an empty one. Nothing was changed. Try it with DATA_DIR=./demo-data.',
      )
    const password = randomBytes(9).toString('base64url')
    const accountIds = await makePeople(house, password)
    const { spaceId } = await firstSpace(house, accountIds[0]!)
    await startWorker(house)
    for (const { opened } of house.apps)
      await opened.demo?.({ spaceId, accountIds, say: (line) => console.log(line) })
    await settled(house)
    console.log(`\nDone. Start the house with \`npm start\` and sign in as`)
    for (const name of people) console.log(`  ${emailOf(name)}  ${password}`)
  })

async function makePeople({ auth }: House, password: string): Promise<string[]> {
  const ids: string[] = []
  for (const [at, name] of people.entries()) {
    const place =
      at === 0 ? { space: 'Pass Road Club' } : { role: at === 1 ? ('admin' as const) : ('member' as const) }
    const { accountId } = await auth.desk.createAccount({ name, email: emailOf(name), password, ...place })
    ids.push(accountId)
  }
  return ids
}

async function firstSpace({ auth }: House, accountId: string): Promise<{ spaceId: string }> {
  const standing = await auth.accounts.standing('pass-road-club', accountId)
  if (!standing) throw new Error('the space of the demo was not made')
  return { spaceId: standing.space.id }
}

/** Waits until no job is due, telling how many are left. */
async function settled({ platform }: House): Promise<void> {
  let told = -1
  for (;;) {
    const depth = await platform.queue.depth()
    const left = depth.reduce((sum, lane) => sum + lane.waiting + lane.running, 0)
    if (left === 0) return
    if (left !== told) console.log(`Processing: ${left} jobs left`)
    told = left
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

const emailOf = (name: string) => `${name.split(' ')[0]!.toLowerCase()}@demo.example`
