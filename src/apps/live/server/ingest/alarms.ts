import type { Platform } from '#platform/platform.ts'
import type { ChannelNews } from '../channels/channel-news.ts'
import type { Notices } from '../notices/notices.ts'
import type { Stage } from './stage.ts'
import type { Stages } from './stages.ts'

/** Seconds without a picture after which operators are told. */
const patience = 20

type Needs = Pick<Platform, 'clock' | 'log' | 'metrics'> & {
  news: ChannelNews
  notices: Pick<Notices, 'alarm'>
  stages: Stages
}

/** Looks at every stage of this process for a picture that stays away; what it finds goes to operators, the log and Prometheus. */
export function openAlarms({ clock, log, metrics, news, notices, stages }: Needs): { look(): void } {
  const alarms = metrics.counter(
    'longhouse_live_alarms_total',
    'Times that an event had no picture for 20 seconds',
  )

  return {
    look() {
      for (const stage of stages.all()) if (stage.eventId !== null && stage.overAt === null) lookAt(stage)
    },
  }

  function lookAt(stage: Stage): void {
    const { push, channelId, eventId } = stage
    if (push) {
      const last = push.signal().lastPictureAt ?? push.connectedAt
      stage.silentSince = clock.now() - last > 2000 ? last : null
    } else stage.silentSince ??= clock.now()
    const silent = stage.silentSince === null ? 0 : (clock.now() - stage.silentSince) / 1000
    if (silent < patience) {
      if (stage.alarmed && silent === 0) {
        stage.alarmed = false
        log.info({ channelId, eventId }, 'the picture of an event is back')
      }
      return
    }
    if (stage.alarmed) return
    stage.alarmed = true
    alarms.inc()
    log.error({ channelId, eventId, connected: push !== null }, 'no picture for 20 seconds')
    const message = push
      ? 'No picture for 20 seconds: the encoder is connected, but sends none. Look at OBS.'
      : 'No picture for 20 seconds: the encoder is away. Viewers see the last picture until it is back.'
    void news.tell({ id: channelId, space_id: stage.spaceId }, { kind: 'alarm', message })
    if (eventId === null) return
    notices
      .alarm({ id: eventId, space_id: stage.spaceId }, push ? 'no-picture' : 'no-encoder')
      .catch((error: unknown) => log.warn({ err: error, eventId }, 'operators could not be written to'))
  }
}
