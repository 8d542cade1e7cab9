import { openProcessUploadLocks } from './process-upload-locks.ts'
import { uploadLocksSuite } from './upload-locks.suite.ts'

uploadLocksSuite('of one process', async () => {
  const locks = openProcessUploadLocks(1)
  return { one: locks, two: locks, close: () => locks.close() }
})
