import { readFileSync } from 'node:fs'
import { processesBelow } from '../../../../test/media/made.ts'

/** The processes that make small pictures for a house: they read from their stdin. */
export const smallPictures = async (house: { pid: number }): Promise<number[]> =>
  (await processesBelow(house.pid)).filter((pid) => {
    try {
      const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')
      return program!.endsWith('/ffmpeg') && args.includes('pipe:0')
    } catch {
      return false
    }
  })
