import { randomUUID } from 'node:crypto'
import type { LiveWork } from '#platform/app.ts'
import type { Db } from '#platform/db/db.ts'
import { forHouse } from '#platform/db/scope.ts'
import type { Health } from '#platform/http/health-routes.ts'
import type { RawDoor } from '#platform/http/raw-door.ts'
import type { Platform } from '#platform/platform.ts'
import type { Viewers } from '../audience/viewers.ts'
import type { ChannelNews } from '../channels/channel-news.ts'
import type { StreamKeys } from '../channels/stream-keys.ts'
import type { Broadcasts } from '../events/broadcasts.ts'
import type { LiveTables } from '../live-tables.ts'
import type { Notices } from '../notices/notices.ts'
import { openElsewhere } from '../origin/elsewhere.ts'
import { openOrigin } from '../origin/open-origin.ts'
import { recorderMeasures } from '../recording/recorder.ts'
import { openRungs } from '../rung/open-rungs.ts'
import { openRtmpServer, type RtmpServer } from '../rtmp/open-rtmp-server.ts'
import { answerSignals } from '../signal/signal-answers.ts'
import type { SignalLine } from '../signal/signal-line.ts'
import { openAlarms } from './alarms.ts'
import { openColdLeases } from './cold-leases.ts'
import { openPushMeasures } from './push-measures.ts'
import { openGate, type OpenedGate } from './gate.ts'
import { onPublishDoor } from './on-publish-door.ts'
import { openOwners } from './owners.ts'
import { type StopWord, stopTopic } from './push-ends.ts'
import { openRefusals } from './refusals.ts'
import { openStages, type Stages } from './stages.ts'
import { type OnAirWord, onAirTopic } from './test-runs.ts'
import { openTickets } from './tickets.ts'

/** Seconds between two beats of the leases. */
const beatSeconds = 2

type Needs = Omit<Platform, 'db'> & {
  db: Db<LiveTables>
  news: ChannelNews
  keys: StreamKeys
  broadcasts: Broadcasts
  notices: Pick<Notices, 'alarm'>
  line: SignalLine
  viewers: Pick<Viewers, 'count'>
}

/** Takes streams in and sends them to their viewers, where this process has the live role; elsewhere sends viewers on. */
export function openLiveWork(needs: Needs): {
  live: LiveWork
  rawDoors: RawDoor[]
  /** Why this process takes no streams, if it should. */
  problem: () => string | null
} {
  const { config, bus, clock, db, log, metrics, line } = needs
  const elsewhere = openElsewhere({ ownerOf: openOwners(db), nginx: config.mediaDelivery === 'nginx', log })
  const origin = openOrigin({ ...needs, elsewhere })
  const tickets = openTickets(clock)
  const stages = openStages({ ...needs, origin, measures: recorderMeasures(metrics) })
  let rtmp: RtmpServer | null = null
  let fault: string | null = null
  let gate: OpenedGate | null = null
  let closing: (() => Promise<void>) | null = null

  const onPublish = onPublishDoor({
    ...needs,
    tickets,
    rtmpPort: () => rtmp?.port ?? config.live.rtmpPort,
    isPushed: (channelId) => stages.of(channelId)?.push != null,
  })
  const live: LiveWork = {
    async start(address) {
      const node = { node: randomUUID(), address: config.live.address ?? address }
      const refusals = openRefusals(clock)
      gate = openGate({
        ...needs,
        node,
        tickets,
        stages,
        rungs: openRungs(needs),
        refusals,
        measures: openPushMeasures(metrics, clock),
      })
      const stops = [
        bus.subscribe(stopTopic, (word) => stopped(stages, word as StopWord)),
        bus.subscribe(onAirTopic, (word) => {
          const { channelId, epoch, eventId } = word as OnAirWord
          void forHouse(() => gate!.goOnAir(channelId, epoch, eventId))
        }),
        answerSignals({ ...needs, line, stages, refusals }),
      ]
      const alarms = openAlarms({ ...needs, stages })
      const adoptColdLeases = openColdLeases({ ...needs, node, stages })
      const round = async () => {
        await stages.beat()
        await adoptColdLeases()
        alarms.look()
      }
      const pulse = openPulse(
        () => forHouse(round),
        beatSeconds,
        (error) => log.warn({ err: error }, 'channels could not be looked after'),
      )
      closing = async () => {
        await pulse.stop()
        for (const stop of stops) stop()
      }
      await listen()
    },

    async health(): Promise<Health> {
      if (fault !== null) return { state: 'degraded', detail: fault }
      const publishers = stages.all().filter((stage) => stage.push !== null).length
      return { state: 'ready', detail: `${publishers} on air` }
    },

    async stop(graceSeconds) {
      for (const stage of stages.all()) stage.push?.stop('closing')
      await rtmp?.close(graceSeconds)
      await gate?.settled()
      await closing?.()
      await forHouse(() => stages.leaveAll())
    },
    close() {
      origin.close()
      elsewhere.close()
    },
  }
  return { live, rawDoors: [onPublish, origin.door], problem: () => fault }

  /** A port that another program has costs the house its streams, not its notes. */
  async function listen(): Promise<void> {
    const { rtmpHost, rtmpPort, rtmps } = config.live
    const base = { gate: inHouse(gate!), log, metrics, ...(rtmpHost && { host: rtmpHost }) }
    try {
      rtmp = await openRtmpServer({ ...base, port: rtmpPort, tls: rtmps })
      log.info({ rtmpPort: rtmp.port, rtmpsPort: rtmp.tlsPort }, 'streams are taken')
    } catch (error) {
      fault = wordsFor(error as ListenError, (error as ListenError).port ?? rtmpPort)
      log.error({ err: error }, fault)
    }
  }
}

/** Pushes come from outside of any scope. */
const inHouse = (gate: OpenedGate): OpenedGate => ({
  ...gate,
  admit: (request) => forHouse(() => gate.admit(request)),
})

type ListenError = NodeJS.ErrnoException & { port?: number }

function wordsFor(error: ListenError, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `No streams are taken: port ${port} is taken by another program. Stop it, or set RTMP_PORT to another one.`
  if (error.code === 'EACCES')
    return `No streams are taken: port ${port} is not for everyone. Set RTMP_PORT to 1024 or more.`
  return `No streams are taken: ${error.message}`
}

function stopped(stages: Stages, { channelId, epoch, cause }: StopWord): void {
  const push = stages.of(channelId)?.push
  if (push && push.epoch <= epoch) push.stop(cause)
}

/** Runs `work` now and again and again; rounds never overlap. */
function openPulse(work: () => Promise<void>, seconds: number, failed: (error: unknown) => void) {
  let running: Promise<void> = Promise.resolve()
  let busy = false
  const round = () => {
    if (busy) return
    busy = true
    running = work()
      .catch(failed)
      .finally(() => {
        busy = false
      })
  }
  round()
  const timer = setInterval(round, seconds * 1000)
  return {
    stop() {
      clearInterval(timer)
      return running
    },
  }
}
