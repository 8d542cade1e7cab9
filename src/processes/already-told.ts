/** A forked process could not open, and has said why on the same terminal. */
export class AlreadyTold extends Error {
  readonly exitCode: number
  constructor(exitCode: number) {
    super(`a forked process ended with ${exitCode}`)
    this.exitCode = exitCode
  }
}
