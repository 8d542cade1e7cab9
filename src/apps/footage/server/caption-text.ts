import { Fault } from '#platform/errors.ts'
import { mostCaptionBytes } from '../contract/caption.ts'

/** Ten hours with a caption every two seconds. */
const mostCues = 20_000
/** Characters of one cue: a screen full. */
const mostCueText = 2_000

/**
 * A file of captions as a member sends it, WebVTT or SRT, as the WebVTT that is stored: cues in the order of their times, each
 * with text that has nothing but bold, italic, underlined and the name of a voice. Styles, regions and notes stay behind.
 * Throws `Fault('invalid', 'bad-captions')` and `Fault('too-large', 'captions-too-large')`, naming the line.
 */
export function toWebVtt(text: string): string {
  if (Buffer.byteLength(text) > mostCaptionBytes)
    throw new Fault('too-large', 'captions-too-large', `Captions may have up to 1 MB. ${kept}`)
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) throw refused('This is not a text file.')
  const cues = cuesOf(
    text
      .toWellFormed()
      .replace(/^\ufeff/, '')
      .split(/\r\n|\r|\n/),
  )
  if (cues.length === 0) throw refused('There is no caption in this file.')
  const shown = cues
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end, settings, words }) =>
      [`${clock(start)} --> ${clock(end)}${settings}`, ...words, ''].join('\n'),
    )
  return ['WEBVTT\n', ...shown].join('\n')
}

/** Milliseconds; `settings` with a space before each. */
type Cue = { start: number; end: number; settings: string; words: string[] }

/** Blocks stand between empty lines; a line with an arrow begins a cue, what stands above it in its block is its name. */
function cuesOf(lines: readonly string[]): Cue[] {
  const cues: Cue[] = []
  for (let at = 0; at < lines.length; at++) {
    if (lines[at]!.trim() === '') continue
    const first = at
    while (at < lines.length && lines[at]!.trim() !== '') at++
    const block = lines.slice(first, at)
    const arrow = block.findIndex((line) => line.includes('-->'))
    if (isHeading(block[0]!, first) || isAside(block[0]!)) continue
    if (arrow === -1 || arrow > 1) throw refused(`Line ${first + 1} belongs to no time.`)
    if (cues.length === mostCues) throw refused(`There are more than ${mostCues} captions in this file.`)
    cues.push({
      ...timesOf(block[arrow]!, first + arrow + 1),
      words: wordsOf(block.slice(arrow + 1), first + arrow + 2),
    })
  }
  return cues.filter(({ words }) => words.length > 0)
}

const isHeading = (line: string, at: number) => at === 0 && /^WEBVTT(?:\s|$)/.test(line)
const isAside = (line: string) => /^(?:NOTE|STYLE|REGION)(?:\s|$)/.test(line)

const time = String.raw`(?:(\d{1,2}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})`
const timing = new RegExp(String.raw`^\s*${time}\s*-->\s*${time}(?:\s(.*))?$`)

function timesOf(line: string, number: number): Omit<Cue, 'words'> {
  const found = timing.exec(line.slice(0, 400))
  if (!found) throw refused(`The time in line ${number} cannot be read.`)
  const [start, end] = [milliseconds(found.slice(1, 5)), milliseconds(found.slice(5, 9))]
  if (end <= start) throw refused(`The caption in line ${number} ends before it begins.`)
  return { start, end, settings: settingsOf(found[9] ?? '') }
}

function milliseconds([hours = '0', minutes = '0', seconds = '0', rest = '0']: string[]): number {
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return whole * 1000 + Number(rest.padEnd(3, '0'))
}

const setting =
  /^(?:align:(?:start|center|end|left|right)|vertical:(?:rl|lr)|(?:line|position|size):-?\d{1,3}%?)$/

/** Where on the picture; other settings mean nothing without their regions. */
const settingsOf = (text: string): string =>
  text
    .split(/\s+/)
    .filter((one) => setting.test(one))
    .map((one) => ` ${one}`)
    .join('')

function wordsOf(lines: readonly string[], number: number): string[] {
  if (lines.reduce((sum, line) => sum + line.length, 0) > mostCueText)
    throw refused(`The caption in line ${number} has more than ${mostCueText} characters.`)
  return lines.map(clean).filter((line) => line.trim() !== '')
}

const kind = /^<(?:\/?[biu]|\/v|v(?:\.[\w-]{1,40})* [^<>&]{1,80})>$/
const tag = /(<\/?[a-z][^<>]*>|<[\d:.]+>)/i

/** Tags of the list stay, other tags go, and what is left of brackets and ampersands is text. */
const clean = (line: string): string =>
  line
    .replaceAll(/\{\\[^{}]*\}/g, '')
    .split(tag)
    .map((part, at) => (at % 2 === 1 ? (kind.test(part) ? part : '') : asText(part)))
    .join('')

const asText = (part: string): string =>
  part
    .replaceAll(/&(?!(?:amp|lt|gt|nbsp|lrm|rlm);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

/** `hh:mm:ss.mmm` */
function clock(milliseconds: number): string {
  const part = (unit: number, of: number, digits = 2) =>
    String(Math.floor(milliseconds / unit) % of).padStart(digits, '0')
  return `${part(3_600_000, 1000)}:${part(60_000, 60)}:${part(1000, 60)}.${part(1, 1000, 3)}`
}

const kept = 'Nothing was added; choose another WebVTT or SRT file.'
function refused(words: string): Fault {
  return new Fault('invalid', 'bad-captions', `${words} ${kept}`, {
    errors: [{ path: 'text', message: words }],
  })
}
