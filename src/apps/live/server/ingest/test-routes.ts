import { Fault } from '#platform/errors.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import { readTest, startTest, stopTest } from '../../contract/live-routes.ts'
import type { TestRuns } from './test-runs.ts'

export function testRoutes({ tests }: { tests: TestRuns }): BoundRoute[] {
  return [
    handle(startTest, ({ standing, params }) => tests.start(standing, params.id)),
    handle(readTest, async ({ standing, params }) => {
      const test = await tests.read(standing, params.id)
      if (!test) throw new Fault('missing', 'no-test', 'No private test runs on this channel.')
      return test
    }),
    handle(stopTest, async ({ standing, params, query }) => {
      await tests.stop(standing, params.id, query.live ?? false)
      return undefined
    }),
  ]
}
