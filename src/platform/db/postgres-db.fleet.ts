import { openTestDb } from '../../../test/harness/open-test-db.ts'
import { dbSuite } from './db.suite.ts'

dbSuite('postgres', () => openTestDb())
