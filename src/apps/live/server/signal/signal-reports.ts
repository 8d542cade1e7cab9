import { allow } from '#platform/auth/policy.ts'
import type { Standing } from '#platform/auth/actor.ts'
import type { Db } from '#platform/db/db.ts'
import type { Platform } from '#platform/platform.ts'
import type { SignalReport } from '../../contract/signal.ts'
import type { Viewers } from '../audience/viewers.ts'
import { channelPolicies } from '../channels/channel-policies.ts'
import { findChannel } from '../channels/channel-store.ts'
import { leaseOf } from '../ingest/lease-store.ts'
import type { ChannelRow, LiveTables } from '../live-tables.ts'
import type { SignalAnswer, SignalLine } from './signal-line.ts'

/** Milliseconds in which the process that has the push answers; where nobody has one, in which somebody tells of a refusal. */
const [patience, shortPatience] = [700, 40]
/** Milliseconds for which an answer is good, so that one late one does not blank the page. */
const goodFor = 4000
const pace = 1000

export type SignalReports = ReturnType<typeof openSignalReports>
type Needs = Pick<Platform, 'clock' | 'log'> & {
  db: Db<LiveTables>
  line: SignalLine
  viewers: Pick<Viewers, 'count'>
}

/** What comes in on a channel, for operators, asked of whichever process has the push. */
export function openSignalReports({ db, clock, log, line, viewers }: Needs) {
  return {
    /** Throws `Fault('missing')` and `Fault('forbidden')` where it is not for them. */
    async read(who: Standing, channelId: string): Promise<SignalReport> {
      await operated(who, channelId)
      const heard = openEar(channelId)
      try {
        return await askOnce(who, channelId, heard)
      } finally {
        heard.close()
      }
    },

    /** A report each second until the returned function is called. */
    async watch(
      who: Standing,
      channelId: string,
      send: (report: SignalReport) => void,
      gone: () => void,
    ): Promise<() => void> {
      await operated(who, channelId)
      const heard = openEar(channelId)
      const round = async () => {
        send(await askOnce(who, channelId, heard))
      }
      await round()
      let busy = false
      const timer = setInterval(() => {
        if (busy) return
        busy = true
        round()
          .catch((error: unknown) => {
            log.debug({ err: error, channelId }, 'a signal report ended')
            gone()
          })
          .finally(() => (busy = false))
      }, pace)
      return () => {
        clearInterval(timer)
        heard.close()
      }
    },
  }

  async function operated(who: Standing, channelId: string): Promise<ChannelRow> {
    return allow(channelPolicies, 'operate', who, await findChannel(db.read, who.space.id, channelId))
  }

  async function askOnce(who: Standing, channelId: string, heard: Ear): Promise<SignalReport> {
    const lease = await leaseOf(db.read, channelId)
    await line.ask(channelId)
    await heard.within(lease?.node == null ? shortPatience : patience)
    return view(await operated(who, channelId), heard)
  }

  type Ear = ReturnType<typeof openEar>
  /** Keeps the latest answers; of several processes the one with the push counts. */
  function openEar(channelId: string) {
    let report: { at: number; epoch: number; report: SignalReport } | null = null
    let refusal: SignalReport['lastRefusal'] = null
    let wake: () => void = () => {}
    const stop = line.onAnswer(channelId, (answer: SignalAnswer) => {
      if (answer.lastRefusal && answer.lastRefusal.at > (refusal?.at ?? '')) refusal = answer.lastRefusal
      const { epoch } = answer
      // A process that had an earlier push knows nothing of this one.
      if (epoch === null || (report && epoch < report.epoch)) return
      report = answer.report && { at: clock.now(), epoch, report: answer.report }
      wake()
    })
    return {
      report: () => (report && clock.now() - report.at < goodFor ? report.report : null),
      refusal: () => refusal,
      within: (milliseconds: number) =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
          if (report && clock.now() - report.at < 50) wake()
        }),
      close: stop,
    }
  }

  function view(channel: ChannelRow, heard: Ear): SignalReport {
    const report = heard.report() ?? nothing
    const state = report === nothing ? (channel.state === 'offline' ? 'none' : 'reconnecting') : report.state
    return { ...report, state, viewers: viewers.count(channel.id), lastRefusal: heard.refusal() }
  }
}

const nothing: SignalReport = {
  state: 'none',
  encoder: null,
  connectedAt: null,
  lastPictureAt: null,
  bitsPerSecond: 0,
  framesPerSecond: 0,
  width: null,
  height: null,
  keyframeSeconds: null,
  videoCodec: null,
  audioCodec: null,
  audioSampleRate: null,
  audioChannels: null,
  soundPeakDecibel: null,
  bitrateHistory: [],
  findings: [],
  recording: 'off',
  recordingProblem: null,
  viewers: 0,
  lastRefusal: null,
}
