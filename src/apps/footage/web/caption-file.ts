import { ApiProblem } from '../../../web/api.ts'

const mostBytes = 1_000_000

/**
 * The text of a file of captions: UTF-8, UTF-16 with its mark, or, as many SRT files still are, Windows-1252. Rejects with an
 * `ApiProblem` about the field `text` when it is too large, before it is read.
 */
export async function readCaptionFile(file: Blob): Promise<string> {
  if (file.size > mostBytes) throw about('Captions may have up to 1 MB. Nothing was added.')
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (bytes.length === 0) throw about('This file is empty. Choose another.')
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

const about = (message: string) =>
  new ApiProblem({
    status: 400,
    code: 'bad-captions',
    detail: message,
    requestId: '',
    errors: [{ path: 'text', message }],
  })
