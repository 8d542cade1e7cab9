import type { Readable } from 'node:stream'
import { DataStore, Upload } from '@tus/server'
import type { UploadSessions } from './upload-sessions.ts'

/** What tus asks of a store, answered by upload sessions. tus calls each of these while it holds the upload's lock. */
export class TusStore extends DataStore {
  private readonly sessions: UploadSessions

  constructor(sessions: UploadSessions) {
    super()
    this.sessions = sessions
    this.extensions = ['termination']
  }

  override async getUpload(id: string): Promise<Upload> {
    const { upload, offset } = await this.sessions.settle(id)
    return new Upload({
      id,
      size: upload.size,
      offset,
      creation_date: upload.created_at,
      metadata: { filename: upload.name, filetype: upload.type },
    })
  }

  override write(body: Readable, id: string, offset: number): Promise<number> {
    return this.sessions.receive(id, offset, body)
  }

  override remove(id: string): Promise<void> {
    return this.sessions.cancel(id)
  }
}
