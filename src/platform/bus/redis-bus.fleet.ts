import { openTestRedis } from '../../../test/harness/open-test-redis.ts'
import { busSuite } from './bus.suite.ts'
import { openRedisBus } from './redis-bus.ts'

busSuite('Redis, one process', async (log) => {
  const place = openTestRedis()
  const bus = openRedisBus({ redis: await place.connect(), log })
  return { here: bus, there: bus, close: place.close }
})

busSuite('Redis, two processes', async (log) => {
  const place = openTestRedis()
  const [here, there] = [await place.connect(), await place.connect()]
  return {
    here: openRedisBus({ redis: here, log }),
    there: openRedisBus({ redis: there, log }),
    close: place.close,
  }
})
