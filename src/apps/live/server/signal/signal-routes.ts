import { events } from '#platform/http/events.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import { readSignal, watchSignal } from '../../contract/live-routes.ts'
import type { SignalReports } from './signal-reports.ts'

export function signalRoutes({ reports }: { reports: SignalReports }): BoundRoute[] {
  return [
    handle(readSignal, ({ standing, params }) => reports.read(standing, params.id)),
    handle(watchSignal, async (call) => {
      const { standing, params } = call
      await events(call, (stream) =>
        reports.watch(
          standing,
          params.id,
          (report) => stream.send(report, { event: 'signal' }),
          () => stream.close(),
        ),
      )
      return undefined
    }),
  ]
}
