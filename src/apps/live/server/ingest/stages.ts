import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import type { Viewers } from '../audience/viewers.ts'
import type { ChannelNews } from '../channels/channel-news.ts'
import { channelById } from '../channels/channel-store.ts'
import { livePurpose, testPurpose } from '../channels/playback.ts'
import { eventById, raisePeak } from '../events/event-store.ts'
import type { ChannelRow, LiveEventRow, LiveTables } from '../live-tables.ts'
import type { Origin } from '../origin/origin.ts'
import { pastSegments } from '../recording/past-segments.ts'
import { openRecorder, type Recorder, type RecorderMeasures } from '../recording/recorder.ts'
import { beatLease, giveUpLease, leaveLease } from './lease-store.ts'
import { beatPush } from './push-store.ts'
import type { Stage } from './stage.ts'

/** Seconds for which players may come to the end of an event after it is over. */
const afterglow = 60

export type Stages = ReturnType<typeof openStages>
type Needs = Pick<Platform, 'storage' | 'log' | 'clock'> & {
  db: Db<LiveTables>
  news: ChannelNews
  origin: Origin
  viewers: Pick<Viewers, 'count'>
  measures: RecorderMeasures
}

/** The channels that this process has, each with its lease. */
export function openStages(needs: Needs) {
  const { db, log, clock, news, origin, viewers } = needs
  const stages = new Map<string, Stage>()
  const follows = new Map<string, () => void>()
  /** Of stages that this process has or had: a store that was away is written to after the next event has begun. */
  const recorders = new Map<Recorder, string>()

  return {
    all: () => [...stages.values()],
    of: (channelId: string) => stages.get(channelId) ?? null,

    /** The stage of this event, as it stands or new; of a private test for null. The lease is taken in `epoch`. */
    async take(channel: ChannelRow, event: LiveEventRow | null, epoch: number): Promise<Stage> {
      const there = stages.get(channel.id)
      if (there && there.eventId === (event?.id ?? null) && there.overAt === null) {
        there.epoch = epoch
        return there
      }
      if (there) leave(there)
      const stage = await open(channel, event, epoch)
      stages.set(channel.id, stage)
      follows.set(
        channel.id,
        news.follow(channel.id, () => void lookSafely(stage)),
      )
      return stage
    },

    leave,

    /** This process ends: every channel is left to whoever looks next. */
    async leaveAll(): Promise<void> {
      await Promise.all([...recorders.keys()].map((recorder) => recorder.settled({ hurry: true })))
      for (const stage of stages.values()) {
        const { channelId, epoch } = stage
        leave(stage)
        await db.transact((tx) => leaveLease(tx, { channelId, epoch }))
      }
    },

    /** Renews leases and looks after what other processes decided. Never throws. */
    async beat(): Promise<void> {
      for (const stage of stages.values()) {
        try {
          await beat(stage)
        } catch (error) {
          log.warn({ err: error, channelId: stage.channelId }, 'the lease of a channel could not be renewed')
        }
      }
    },
  }

  async function open(channel: ChannelRow, event: LiveEventRow | null, epoch: number): Promise<Stage> {
    const recorded = event !== null && channel.record === 1 && event.recording !== 'lost'
    const recorder =
      event && recorded ? openRecorder(event, { ...needs, troubled: (said) => trouble(channel, said) }) : null
    if (recorder) recorders.set(recorder, channel.id)
    const stage: Stage = {
      channelId: channel.id,
      spaceId: channel.space_id,
      publicId: channel.public_id,
      eventId: event?.id ?? null,
      epoch,
      origin: await origin.open({
        purpose: event ? livePurpose : testPurpose,
        publicId: channel.public_id,
        access: accessTo(channel, event === null),
        past: event && recorded ? pastSegments(db, event) : null,
      }),
      recorder,
      push: null,
      silentSince: null,
      peak: event?.peak_viewers ?? 0,
      alarmed: false,
      overAt: null,
    }
    return stage
  }

  /** Not ours any more, or over. What is pushed to it has ended before, or ends with it. */
  function leave(stage: Stage): void {
    follows.get(stage.channelId)?.()
    follows.delete(stage.channelId)
    if (stages.get(stage.channelId) === stage) stages.delete(stage.channelId)
    stage.push?.stop('moved-away')
    stage.origin.close()
  }

  async function beat(stage: Stage): Promise<void> {
    const { channelId, epoch, push } = stage
    const now = clock.iso()
    const [holds, runs] = await db.transact(
      async (tx) => [
        await beatLease(tx, { channelId, epoch, unwritten: unwrittenOf(channelId), now }),
        push === null || (await beatPush(tx, push.id, push.nextSequence())),
      ],
      { isolation: 'statement' },
    )
    // A push may have come in meanwhile.
    if (stage.epoch !== epoch) return
    if (!holds) {
      log.info({ channelId, epoch }, 'another process has the channel now')
      leave(stage)
      return
    }
    if (!runs) push?.stop('ended-elsewhere')
    await look(stage)
    await countPeak(stage)
  }

  async function countPeak(stage: Stage): Promise<void> {
    const { eventId, channelId } = stage
    const count = viewers.count(channelId)
    if (eventId === null || count <= stage.peak) return
    stage.peak = count
    await db.transact((tx) => raisePeak(tx, eventId, count))
  }

  /** Segments of a channel that this process has still to record. */
  function unwrittenOf(channelId: string): number {
    let sum = 0
    for (const [recorder, channel] of recorders) {
      if (channel !== channelId) continue
      sum += recorder.unwritten()
      if (recorder.unwritten() === 0 && recorder !== stages.get(channelId)?.recorder)
        recorders.delete(recorder)
    }
    return sum
  }

  async function lookSafely(stage: Stage): Promise<void> {
    await look(stage).catch((error: unknown) =>
      log.warn({ err: error, channelId: stage.channelId }, 'a channel could not be looked at'),
    )
  }

  /** What others decided about the channel: who may watch, whether its event is over. */
  async function look(stage: Stage): Promise<void> {
    const channel = await channelById(db.read, stage.channelId)
    if (!channel) {
      leave(stage)
      return
    }
    stage.origin.access(accessTo(channel, stage.eventId === null))
    if (stage.overAt === null && (await isOver(stage))) {
      stage.overAt = clock.now()
      stage.origin.end()
    }
    if (stage.overAt === null || clock.now() - stage.overAt < afterglow * 1000) return
    if (unwrittenOf(stage.channelId) > 0) return
    const { channelId, epoch } = stage
    leave(stage)
    await db.transact((tx) => giveUpLease(tx, { channelId, epoch, beatAt: null }))
  }

  async function isOver({ eventId, push }: Stage): Promise<boolean> {
    if (eventId === null) return push === null
    const event = await eventById(db.read, eventId)
    return event === undefined || event.state === 'ended'
  }

  function trouble(channel: ChannelRow, said: string | null): void {
    if (said !== null)
      void news.tell(channel, { kind: 'alarm', message: `The recording has stopped. ${said}` })
  }
}

const accessTo = (channel: ChannelRow, test: boolean) => ({
  everybody: !test && channel.visibility === 'public',
  version: channel.access_version,
})
