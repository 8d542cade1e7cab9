import { quietLog } from '../../../test/harness/quiet.ts'
import { openMemoryBus } from '../bus/memory-bus.ts'
import { cacheSuite } from './cache.suite.ts'
import { openMemoryCache } from './memory-cache.ts'

cacheSuite('memory', async () => {
  const bus = openMemoryBus(quietLog())
  let time = 1000
  return {
    open: async () => openMemoryCache({ bus, now: () => time }),
    async pass(seconds) {
      time += seconds * 1000
    },
    close: () => bus.close(),
  }
})
