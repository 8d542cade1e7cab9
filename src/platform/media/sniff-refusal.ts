import { MediaRefused } from './media.ts'

/** Says what a file that is no video or sound seems to be instead, from its first bytes. */
export function refusalOf(head: Buffer): MediaRefused {
  const [code, message] = kindOf(head)
  return new MediaRefused(code, message)
}

const pictures = ['89504e47', 'ffd8ff', '424d', '49492a00', '4d4d002a', '38425053', '0000000c6a5020']
const archives = ['504b0304', '504b0506', '377abcaf', '52617221', '1f8b', 'fd377a58', '425a68', '28b52ffd']
const programs = ['7f454c46', '4d5a', 'cffaedfe', 'cafebabe', '2321']

function kindOf(head: Buffer): [code: string, message: string] {
  const hex = head.toString('hex', 0, 8)
  const isOneOf = (magics: readonly string[]) => magics.some((magic) => hex.startsWith(magic))
  if (head.length === 0) return ['empty', 'This file is empty: it holds no bytes at all.']
  if (head.every((byte) => byte === 0)) {
    return ['empty', 'This file begins with nothing but zeros. Copy it from the camera again.']
  }
  if (isOneOf(pictures) || head.toString('latin1', 8, 12) === 'WEBP') {
    return ['picture', 'This is a picture, not a video or sound.']
  }
  if (isOneOf(archives) || head.toString('latin1', 257, 262) === 'ustar') {
    return ['archive', 'This is an archive. Unpack it and upload the videos in it.']
  }
  if (isOneOf(programs)) return ['program', 'This is a program, not a video or sound.']
  if (hex.startsWith('25504446')) return ['document', 'This is a PDF document, not a video or sound.']
  return kindOfText(head) ?? ['not-media', 'This is not a video or sound in a format that is known here.']
}

function kindOfText(head: Buffer): [code: string, message: string] | null {
  const text = new TextDecoder().decode(head).trimStart().toLowerCase()
  if (
    /^(#extm3u|#ext-|ffconcat|\[playlist\]|\[reference\])/.test(text) ||
    /<(mpd|smil|playlist|asx)[\s>]/.test(text)
  ) {
    return ['playlist', 'This is a playlist: it only names other files. Upload the video itself.']
  }
  if (/<svg[\s>]/.test(text)) return ['picture', 'This is a drawing (SVG), not a video or sound.']
  if (/^<(!doctype html|html|head|body|script|!--)/.test(text)) {
    return ['document', 'This is a web page, not a video or sound.']
  }
  const isText =
    Array.from(text).every((letter) => letter >= ' ' || '\n\r\t'.includes(letter)) &&
    !text.slice(0, -4).includes('\ufffd')
  return isText ? ['document', 'This is text, not a video or sound.'] : null
}
