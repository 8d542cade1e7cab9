import { indexingSuite } from './indexing.suite.ts'
import { searchSuite } from './search.suite.ts'

searchSuite()
indexingSuite()
