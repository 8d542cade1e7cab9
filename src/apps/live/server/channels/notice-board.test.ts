import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Standing } from '#platform/auth/actor.ts'
import { quietLog } from '../../../../../test/harness/quiet.ts'
import { until } from '../../../../../test/until.ts'
import { guest } from '../live.fixture.ts'
import { openTestNotices } from '../notices/notices.fixture.ts'
import type { Channel } from '../../contract/channel.ts'
import { openNoticeBoard } from './notice-board.ts'

let house: Awaited<ReturnType<typeof openTestNotices>>
beforeEach(async () => {
  house = await openTestNotices()
})
afterEach(() => house.close())

/** A board whose views are counted, and pages at it. */
function openBoard() {
  const views = { count: 0 }
  const viewers = { count: () => ++views.count }
  const board = openNoticeBoard({ ...house, viewers, log: quietLog() })
  const read = (who: Standing) => {
    const page = { text: '', leave: () => {} }
    page.leave = board.join({ who, stream: { write: (text) => (page.text += text) } })
    return page
  }
  return { read, views }
}
const heard = ({ text }: { text: string }) => text.match(/^event: (.*)$/gm) ?? []
const shown = ({ text }: { text: string }) => JSON.parse(/^data: (.*)$/m.exec(text)![1]!) as Channel

test('pages hear what they may see, and whether they follow it', async () => {
  const [open, hidden] = [await house.made(), await house.made('private')]
  const [ann, ben, otto] = [
    await house.person('Ann'),
    await house.person('Ben'),
    await house.person('Otto', 'operator'),
  ]
  await house.follows.follow(ann, open.id)
  const { read } = openBoard()
  const pages = { ann: read(ann), ben: read(ben), otto: read(otto), guest: read(guest) }
  await house.news.tell(open, { kind: 'live' })
  await until(() => heard(pages.guest).length === 1)
  expect(Object.values(pages).map((page) => shown(page).following)).toEqual([true, false, false, null])
  await house.news.tell(hidden, { kind: 'live' })
  await house.news.tell(open, { kind: 'alarm', message: 'No picture' })
  await until(() => heard(pages.otto).length === 3)
  expect(heard(pages.otto)).toEqual(['event: live', 'event: live', 'event: alarm'])
  for (const page of [pages.ann, pages.ben, pages.guest]) expect(heard(page)).toEqual(['event: live'])
  for (const page of Object.values(pages)) page.leave()
})

test('a notice is put into words once for all who stand alike', async () => {
  const channel = await house.made()
  const { read, views } = openBoard()
  const members = Array.from({ length: 600 }, (_, at) =>
    read({ ...guest, role: 'member', accountId: `account ${at}` }),
  )
  const guests = Array.from({ length: 40 }, () => read(guest))
  await house.news.tell(channel, { kind: 'live' })
  await until(() => heard(guests.at(-1)!).length === 1)
  expect(views.count).toBe(2)
  expect(new Set(members.map(({ text }) => text)).size).toBe(1)
  for (const page of [...members, ...guests]) page.leave()
  await house.news.tell(channel, { kind: 'ended' })
  expect(heard(members[0]!)).toEqual(['event: live'])
})
