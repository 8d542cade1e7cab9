import { busSuite } from './bus.suite.ts'
import { openMemoryBus } from './memory-bus.ts'

busSuite('memory', async (log) => {
  const bus = openMemoryBus(log)
  return { here: bus, there: bus }
})
