import { withHouse } from './with-house.ts'

const asTheyAre = { migrate: false }

export const migrate = () =>
  withHouse(async ({ migrator }) => {
    const done = await migrator.up()
    console.log(
      done.length === 0 ? 'Nothing to do: every migration is applied.' : `Applied:\n  ${done.join('\n  ')}`,
    )
  }, asTheyAre)

export const rollback = (steps: number) =>
  withHouse(async ({ migrator }) => {
    const taken = await migrator.down(steps)
    console.log(taken.length === 0 ? 'Nothing to take back.' : `Taken back:\n  ${taken.join('\n  ')}`)
  }, asTheyAre)

export const status = () =>
  withHouse(async ({ migrator }) => {
    for (const { name, appliedAt, known } of await migrator.status())
      console.log(
        `${appliedAt ?? 'waits                   '}  ${name}${known ? '' : '  (not of this release, or its app is off)'}`,
      )
  }, asTheyAre)
