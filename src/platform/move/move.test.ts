import { describeMove } from './move.suite.ts'
import { inFile, onEngine } from './moving.fixture.ts'

describeMove('from SQLite to the engine of this run', inFile, onEngine)
describeMove('from the engine of this run to SQLite', onEngine, inFile)
