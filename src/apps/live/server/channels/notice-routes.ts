import { events } from '#platform/http/events.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import { watchChannels } from '../../contract/live-routes.ts'
import type { NoticeBoard } from './notice-board.ts'

export const noticeRoutes = ({ board }: { board: NoticeBoard }): BoundRoute[] => [
  handle(watchChannels, async (call) => {
    await events(call, async (stream) => board.join({ who: call.standing, stream }))
    return undefined
  }),
]
