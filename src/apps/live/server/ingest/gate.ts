import type { Db } from '#platform/db/db.ts'
import { newId } from '#platform/ids.ts'
import type { Platform } from '#platform/platform.ts'
import { channelById, channelByKey, type LiveTx, lockChannel } from '../channels/channel-store.ts'
import type { StreamKeys } from '../channels/stream-keys.ts'
import type { Broadcasts } from '../events/broadcasts.ts'
import { eventById, updateEvent } from '../events/event-store.ts'
import { liveActions, ofChannel } from '../live-audit.ts'
import type { ChannelRow, LiveEventRow, LiveTables, PushRow } from '../live-tables.ts'
import type { PackagedListener } from '../packager/packaged.ts'
import type { EndReason, Gate, PushRequest } from '../push.ts'
import { leaseOf, takeLease } from './lease-store.ts'
import { type StopWord, stopTopic } from './push-ends.ts'
import type { Rungs } from '../rung/open-rungs.ts'
import type { PushMeasures } from './push-measures.ts'
import { endPushRow, insertPush, lastPush, settlePush } from './push-store.ts'
import type { Refusals } from './refusals.ts'
import { openRunningPush, type RunningPush } from './running-push.ts'
import { openSentHome } from './sent-home.ts'
import { listenersOf, type Stage } from './stage.ts'
import type { Stages } from './stages.ts'
import type { Tickets } from './tickets.ts'
import { isTest } from './test-runs.ts'

/** Sequence numbers that a process may have told viewers between its last beat and its end. */
const unsettled = 3
/** Milliseconds that the push before gets to end. */
const patience = 2000

type Needs = Pick<Platform, 'audit' | 'bus' | 'clock' | 'log'> & {
  db: Db<LiveTables>
  /** Of this process: its name, and where others reach it. */
  node: { node: string; address: string }
  keys: StreamKeys
  tickets: Tickets
  broadcasts: Broadcasts
  stages: Stages
  rungs: Rungs
  refusals: Refusals
  measures: PushMeasures
}
export type OpenedGate = Gate & {
  /** A private test of this process goes on air. */
  goOnAir(channelId: string, epoch: number, eventId: string): Promise<void>
  /** Resolves when what pushes have left to write is written. */
  settled(): Promise<void>
}

/** Lets encoders in by their key, and sees their events through: on air with the first segment, reconnecting when the line is lost. */
export function openGate(needs: Needs): OpenedGate {
  const { db, audit, bus, clock, log, node, keys, tickets, broadcasts, stages, rungs, refusals, measures } =
    needs
  /** Pushes of one channel come in one after the other. */
  const entries = new Map<string, Promise<unknown>>()
  const leaving = new Set<Promise<void>>()
  /** Pushes that end because a newer one is there: their event goes on. */
  const superseded = new WeakSet<RunningPush>()
  const sentHome = openSentHome(clock, refusals)

  return {
    async admit(request) {
      const channel = await channelOf(request)
      if (!channel) return null
      const entry = (entries.get(channel.id) ?? Promise.resolve()).then(() => enter(channel, request))
      const done = entry.catch(() => undefined)
      entries.set(channel.id, done)
      void done.then(() => entries.get(channel.id) === done && entries.delete(channel.id))
      return (await entry)?.push ?? null
    },

    async goOnAir(channelId, epoch, eventId) {
      const test = stages.of(channelId)
      const push = test?.push
      if (!test || !push || push.epoch !== epoch || test.eventId !== null) return
      const channel = await channelById(db.read, channelId)
      const event = await eventById(db.read, eventId)
      if (!channel || !event) return
      // Its push goes over to the event.
      test.push = null
      const stage = await stages.take(channel, event, epoch)
      stage.push = push
      push.relay.turnTo(listenersOf(stage, epoch, [firstSegment(stage, push)]))
    },

    async settled() {
      while (leaving.size > 0) await Promise.all(leaving)
    },
  }

  async function channelOf({ by, key }: PushRequest): Promise<ChannelRow | null> {
    if (by === 'ticket') {
      const keyHash = tickets.take(key)
      return (keyHash !== null && (await channelByKey(db.read, keyHash))) || null
    }
    const channel = await channelByKey(db.read, keys.hashOf(key))
    return channel && keys.opens(channel, key) ? channel : null
  }

  /** The newest push wins: the one before ends first, so that numbers go on where it stopped. */
  async function enter(known: ChannelRow, request: PushRequest): Promise<RunningPush | null> {
    const before = stages.of(known.id)?.push
    if (before) {
      superseded.add(before)
      before.stop('newer-push')
      await Promise.race([before.finished, late(patience)])
    }
    const taken = await db.transact((tx) => take(tx, known, request, Boolean(before)))
    if (!taken) return null
    const { channel, event, row } = taken
    const word: StopWord = { channelId: channel.id, epoch: row.epoch - 1, cause: 'newer-push' }
    await bus.publish(stopTopic, word)
    const stage = await stages.take(channel, event, row.epoch)
    const about = { channelId: channel.id, spaceId: channel.space_id, epoch: row.epoch, test: event === null }
    const to: PackagedListener[] = []
    const push = openRunningPush({
      id: row.id,
      epoch: row.epoch,
      encoder: row.encoder,
      firstSequence: row.first_sequence,
      targetSeconds: event?.target_seconds ?? null,
      listeners: to,
      rungs: channel.low_rendition === 1 ? rungs : null,
      clock,
      log: log.child({ channelId: channel.id, epoch: row.epoch }),
      refused: ({ message, code }) => {
        refusals.add(channel.id, message)
        log.warn({ channelId: channel.id, code }, 'a push was refused for what it holds')
      },
      ended: (one, reason) =>
        settle(over(one, reason, channel.id, about), 'the end of a push could not be written'),
    })
    stage.push = push
    stage.silentSince = null
    to.push(
      ...listenersOf(stage, row.epoch, [measures.parts(), ...(event ? [firstSegment(stage, push)] : [])]),
    )
    log.info({ ...about, by: request.by, address: request.address, encoder: row.encoder }, 'a push began')
    return push
  }

  async function take(tx: LiveTx, known: ChannelRow, request: PushRequest, takesOver: boolean) {
    const channel = await lockChannel(tx, known.id)
    // Renewed, or deleted, between the look and the lock.
    if (!channel || channel.key_hash !== known.key_hash) return null
    const now = clock.iso()
    const before = await lastPush(tx, channel.id)
    const ran = before && (await endPushRow(tx, before.id, { ended_at: now, end_reason: 'stopped' }))
    const isPrivate = isTest(channel, now)
    if (!isPrivate) await sentHome.check(tx, channel, before)
    const event = isPrivate ? null : await broadcasts.taken(tx, channel)
    const epoch = await takeLease(tx, channel, { ...node, now })
    const first = before ? before.next_sequence + (before.settled === 1 ? 0 : unsettled) : 0
    const row: PushRow = {
      id: newId(clock.now()),
      space_id: channel.space_id,
      channel_id: channel.id,
      event_id: event?.id ?? null,
      epoch,
      node: node.node,
      first_sequence: first,
      next_sequence: first,
      settled: 0,
      encoder: request.encoder?.slice(0, 100) ?? null,
      started_at: now,
      ended_at: null,
      end_reason: null,
    }
    await insertPush(tx, row)
    await audit.record(tx, takesOver || ran ? liveActions.pushTakenOver : liveActions.pushBegun, {
      ...ofChannel(channel),
      details: { encoder: row.encoder ?? 'an encoder without a name' },
      by: 'encoder',
    })
    return { channel, event, row }
  }

  /** With its first whole segment a push can be watched: its event is on air. */
  function firstSegment(stage: Stage, push: RunningPush): PackagedListener {
    let seen = false
    return {
      track: () => undefined,
      part: () => undefined,
      end: () => undefined,
      segment(segment) {
        if (seen || segment.rendition !== 'source' || stage.eventId === null) return
        seen = true
        const { eventId } = stage
        void settle(
          db.transact(async (tx) => {
            const channel = await lockChannel(tx, stage.channelId)
            const event = await eventById(tx, eventId)
            if (!channel || !event || stage.epoch !== push.epoch) return
            if (event.target_seconds === null)
              await updateEvent(tx, eventId, { target_seconds: segment.targetSeconds })
            await broadcasts.onAir(tx, channel, eventId)
          }),
          'an event could not be told to be on air',
        )
      },
    }
  }

  async function over(push: RunningPush, reason: EndReason, channelId: string, about: object): Promise<void> {
    log.info({ ...about, reason, seconds: (clock.now() - push.connectedAt) / 1000 }, 'a push ended')
    measures.ended(reason)
    const stage = stages.of(channelId)
    if (stage?.push === push) {
      stage.push = null
      stage.silentSince ??= clock.now()
    }
    await finish(push, channelId, reason)
    if (stage?.eventId === null && stage.push === null && stages.of(channelId) === stage) stages.leave(stage)
  }

  /** Its event reconnects, unless somebody else decided about it meanwhile. */
  function finish(push: RunningPush, channelId: string, reason: EndReason): Promise<void> {
    return db.transact(async (tx) => {
      const channel = await lockChannel(tx, channelId)
      if (!channel) return
      await settlePush(tx, push.id, { nextSequence: push.nextSequence(), reason })
      const ran = await endPushRow(tx, push.id, { ended_at: clock.iso(), end_reason: reason })
      const lease = await leaseOf(tx, channelId)
      const row = await lastPush(tx, channelId)
      if (superseded.has(push)) return
      if (ran) {
        const action = reason === 'lost' ? liveActions.pushLost : liveActions.pushEnded
        await audit.record(tx, action, { ...ofChannel(channel), by: 'encoder' })
      }
      if (lease?.epoch !== push.epoch || row?.id !== push.id || row.event_id === null) return
      const event: LiveEventRow | undefined = await eventById(tx, row.event_id)
      if (event && event.id === channel.event_id) await broadcasts.away(tx, channel)
    })
  }

  function settle(work: Promise<unknown>, words: string): Promise<void> {
    const written = work
      .catch((error: unknown) => log.error({ err: error }, words))
      .then(() => {
        leaving.delete(written)
      })
    leaving.add(written)
    return written
  }
}

const late = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
