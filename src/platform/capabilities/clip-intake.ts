import type { Visibility } from '../../contract/shapes.ts'
import type { AnyTx } from '../db/db.ts'

/** Takes recordings that stand in storage in segments, and makes clips of them. */
export interface ClipIntake {
  /**
   * A clip that can be watched at once, in the caller's transaction. From then on everything below `recording.folder` belongs to the
   * clip: it is counted and removed with it. Answers the clip's id.
   */
  takeRecording(tx: AnyTx, recording: Recording): Promise<string>
}

export type Recording = {
  spaceId: string
  authorId: string
  title: string
  description: string
  visibility: Visibility
  /** ISO time at which it began. */
  recordedAt: string
  durationSeconds: number
  bytes: number
  /** Of the picture; null for sound alone. */
  picture: { width: number; height: number; framesPerSecond: number | null } | null
  /** RFC 6381, of the first run. */
  codecs: string
  /** Storage folder that holds `playlist` and everything it names, and nothing else. */
  folder: string
  /** Name of an HLS playlist in the folder, with its end, of CMAF segments. */
  playlist: string
  /** Runs of segments with one initialisation segment, in the order they are played. Names in the folder. */
  runs: { init: string; segments: string[] }[]
  /** What it is a recording of: a page of the house. */
  source: { title: string; path: string }
}
