import { cacheSuite } from './cache.suite.ts'
import { openMemoryCache } from './memory-cache.ts'

cacheSuite('memory', async (options) => openMemoryCache(options))
