import type { App } from '#platform/app.ts'
import { liveContract } from '../contract/live-routes.ts'
import { openAudience } from './audience/audience.ts'
import { audienceRoutes } from './audience/audience-routes.ts'
import { openViewers } from './audience/viewers.ts'
import { channelRoutes } from './channels/channel-routes.ts'
import { openChannelNews } from './channels/channel-news.ts'
import { channelSources } from './channels/channel-search.ts'
import { openChannels } from './channels/channels.ts'
import { openNoticeBoard } from './channels/notice-board.ts'
import { noticeRoutes } from './channels/notice-routes.ts'
import { openStreamKeys } from './channels/stream-keys.ts'
import { watchedChannels } from './channels/watched-channels.ts'
import { openChatNews } from './chat/chat-news.ts'
import { chatRoutes } from './chat/chat-routes.ts'
import { deleteChatOfChannel, deleteChatOfEvent } from './chat/chat-store.ts'
import type { ChatTables } from './chat/chat-tables.ts'
import { openChat } from './chat/chat.ts'
import { openPeople } from './chat/person.ts'
import { purgeChat, purgeChatJob } from './chat/purge-chat-job.ts'
import { timeOfEvent } from './events/time-of-event.ts'
import { openBroadcasts } from './events/broadcasts.ts'
import { eventRoutes } from './events/event-routes.ts'
import { demoLive } from './demo-live.ts'
import { openEvents } from './events/events.ts'
import { sweepEvents, sweepEventsJob } from './events/sweep-events-job.ts'
import { ingestRoutes } from './ingest/ingest-routes.ts'
import { openLiveWork } from './ingest/open-live-work.ts'
import { openPushEnds } from './ingest/push-ends.ts'
import { testRoutes } from './ingest/test-routes.ts'
import { openTestRuns } from './ingest/test-runs.ts'
import type { LiveTables } from './live-tables.ts'
import { liveActions } from './live-audit.ts'
import { live0001 } from './migrations/0001-live.ts'
import { chat0002 } from './migrations/0002-chat.ts'
import { follows0003 } from './migrations/0003-follows.ts'
import { deleteFollowsOfChannel } from './notices/follow-store.ts'
import { noticeJobTypes } from './notices/notice-jobs.ts'
import { openFollowing } from './notices/open-following.ts'
import { openNotices } from './notices/notices.ts'
import { openRecordings } from './recording/recordings.ts'
import { handOverRecordingJob } from './recording/hand-over-recording-job.ts'
import { ownedRecordingKeys, recordedStorage } from './recording/recorded-storage.ts'
import { handOverRecording, removeRecording } from './recording/recording-jobs.ts'
import { removeRecordingJob } from './recording/remove-recording-job.ts'
import { openSignalLine } from './signal/signal-line.ts'
import { openSignalReports } from './signal/signal-reports.ts'
import { signalRoutes } from './signal/signal-routes.ts'

/** Channels that members stream to, their events, and the chat beside them. */
export const app: App = {
  id: 'live',
  title: 'Live',
  migrations: { owner: 'live', migrations: [live0001, chat0002, follows0003] },
  contract: liveContract,
  scopes: {
    'live:read': 'See channels, events and chat, and watch what you may watch',
    'live:write': 'Write in the chat as you; where you may, run broadcasts and see stream keys',
  },
  jobTypes: [handOverRecording, removeRecording, sweepEvents, purgeChat, ...noticeJobTypes],
  audited: Object.values(liveActions),
  open(platform) {
    const db = platform.db.tables<LiveTables>()
    const chatDb = platform.db.tables<ChatTables>()
    const news = openChannelNews(platform)
    const viewers = openViewers(platform)
    const keys = openStreamKeys(platform.config.secretKey)
    const endPush = openPushEnds(platform)
    const recordings = openRecordings(platform)
    const notices = openNotices(platform)
    const { begun } = notices
    const broadcasts = openBroadcasts({ ...platform, news, begun, ended: recordings.ended })
    const parts = { ...platform, db, news, notices, viewers, broadcasts, endPush, keys }
    const forget = async (...[tx, event]: Parameters<typeof recordings.forget>) => {
      await deleteChatOfEvent(tx as never, event.id)
      await recordings.forget(tx, event)
    }
    const channels = openChannels({
      ...parts,
      forget,
      async forgetPeople(tx, channelId) {
        await deleteFollowsOfChannel(tx, channelId)
        await deleteChatOfChannel(tx as never, channelId)
      },
    })
    const events = openEvents({ ...parts, forget })
    const tests = openTestRuns(parts)
    const watched = watchedChannels(parts)
    const chatNews = openChatNews(platform)
    const people = openPeople(platform.config.secretKey)
    const chat = openChat({ ...platform, db: chatDb, channels: watched, news: chatNews, people })
    const audience = openAudience({ ...platform, channels: watched, news: chatNews, viewers })
    const aside = { ...platform, db: chatDb, channels: watched, viewers, people, audience, chat }
    const following = openFollowing(parts)
    const line = openSignalLine(platform.bus)
    const reports = openSignalReports({ ...parts, line })
    const { live, rawDoors, problem } = openLiveWork({ ...parts, line })
    return {
      routes: [
        ...channelRoutes({ ...parts, channels }),
        ...noticeRoutes({ board: openNoticeBoard(parts) }),
        ...following.routes,
        ...eventRoutes({ ...parts, events }),
        ...ingestRoutes({ ...parts, channels, problem }),
        ...testRoutes({ tests }),
        ...signalRoutes({ reports }),
        ...chatRoutes({ ...aside, timeOfEvent: timeOfEvent(db) }),
        ...audienceRoutes(aside),
      ],
      jobs: [
        handOverRecordingJob(parts),
        removeRecordingJob(platform),
        sweepEventsJob(parts),
        purgeChatJob({ ...platform, db: chatDb }),
        ...following.jobs,
      ],
      uploadOwners: [recordedStorage],
      ownedKeys: (keys) => ownedRecordingKeys(db.read, keys),
      searchSources: channelSources({ db }),
      live,
      rawDoors,
      demo: (place) => demoLive({ ...platform, channels, events }, place),
      close: async () => viewers.close(),
    }
  },
}
