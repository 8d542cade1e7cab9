import type { Bus } from '#platform/bus/bus.ts'
import type { SignalReport } from '../../contract/signal.ts'

/**
 * Reports travel only while somebody looks: who wants one asks over the bus, and the process that has the push answers. One that has had the
 * last says that it is over, and one that has refused somebody lately says that.
 */
export type SignalAnswer = {
  channelId: string
  /** Of the last push that this process had; null where it knows of none. */
  epoch: number | null
  /** Null where no push runs. */
  report: SignalReport | null
  lastRefusal: SignalReport['lastRefusal']
}
export type SignalLine = ReturnType<typeof openSignalLine>

const askTopic = 'live.signal.ask'
const answerTopic = (channelId: string) => `live.signal.${channelId}`

export function openSignalLine(bus: Bus) {
  return {
    ask: (channelId: string) => bus.publish(askTopic, channelId),
    answer: (answer: SignalAnswer) => bus.publish(answerTopic(answer.channelId), answer),
    onAsk: (listener: (channelId: string) => void) =>
      bus.subscribe(askTopic, (channelId) => listener(String(channelId))),
    onAnswer: (channelId: string, listener: (answer: SignalAnswer) => void) =>
      bus.subscribe(answerTopic(channelId), (answer) => listener(answer as SignalAnswer)),
  }
}
