/** How long things take in the queue, in seconds. Tests shorten them; nobody configures them. */
export type QueueTimes = {
  /** A worker that has not beaten for this long is taken for dead. */
  lease: number
  beat: number
  /** A worker whose event loop stands still for this long stops beating by itself. */
  silent: number
  /** How often a worker looks whether its running jobs were cancelled or taken over. */
  watch: number
  /** How often a lane looks for jobs when nothing wakes it. */
  poll: number
  sweep: number
  /** How long tickets may stay away, while jobs are due, before a worker takes them anew. */
  ticketless: number
  /** Before the second attempt; see `backoff.ts`. */
  backoff: number
  /** How long an aborted handler may take to end before its job goes on without it. */
  abortGrace: number
  /** Between two writes of progress. */
  progress: number
  /** How long ended jobs are kept. */
  keep: number
}

export const queueTimes: QueueTimes = {
  lease: 30,
  beat: 5,
  silent: 300,
  watch: 1,
  poll: 2,
  sweep: 5,
  ticketless: 10,
  backoff: 5,
  abortGrace: 5,
  progress: 1,
  keep: 30 * 24 * 3600,
}
