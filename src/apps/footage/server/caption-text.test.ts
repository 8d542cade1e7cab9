import { expect, test } from 'vitest'
import { toWebVtt } from './caption-text.ts'

const cue = (text: string, times = '00:01.000 --> 00:02.000') => `WEBVTT\n\n${times}\n${text}\n`
const wordsOf = (text: string) => toWebVtt(cue(text)).split('\n').slice(3, -1).join('\n')

test('SRT becomes WebVTT: numbers go, commas are points, Windows lines are lines', () => {
  const srt =
    '\ufeff1\r\n00:00:01,5 --> 00:00:02,250\r\nGood evening\r\nfrom the pass\r\n\r\n2\r\n01:02:03,004 --> 01:02:04,000\r\n{\\an8}<font color="red">Fog</font>\r\n'
  expect(toWebVtt(srt)).toBe(
    'WEBVTT\n\n00:00:01.500 --> 00:00:02.250\nGood evening\nfrom the pass\n\n01:02:03.004 --> 01:02:04.000\nFog\n',
  )
})

test('WebVTT keeps names of voices and places, and leaves notes, styles, regions and headings behind', () => {
  const vtt = [
    'WEBVTT - Fog\nKind: captions',
    'STYLE\n::cue { background: url(https://example.org/x) }',
    'REGION\nid:a',
    'NOTE\nby Ada',
    'intro\n00:01.000 --> 00:02.000 align:start region:a position:10% line:-1\n<v Ada>Hello <b>there</b></v>',
  ].join('\n\n')
  expect(toWebVtt(vtt)).toBe(
    'WEBVTT\n\n00:00:01.000 --> 00:00:02.000 align:start position:10% line:-1\n<v Ada>Hello <b>there</b></v>\n',
  )
})

test('captions come in the order of their times', () => {
  const two = `${cue('second', '00:05.000 --> 00:06.000')}\n00:01.000 --> 00:09.000\nfirst\n`
  expect(toWebVtt(two).match(/first|second/g)).toEqual(['first', 'second'])
})

test.each([
  ['<script>alert(1)</script>', 'alert(1)'],
  ['<img src=x onerror=alert(1)>Fog', 'Fog'],
  ['<scr<b>ipt>alert(1)', '&lt;scr<b>ipt&gt;alert(1)'],
  ['<b onclick=alert(1)>Fog</b>', 'Fog</b>'],
  ['<c.red>Fog</c> <00:00:01.500>lifts', 'Fog lifts'],
  ['<v "x" onload=y&gt;>Fog', 'Fog'],
  ['a < b && c > d', 'a &lt; b &amp;&amp; c &gt; d'],
  ['&lt;b&gt; &amp; &#60;i&#62;', '&lt;b&gt; &amp; &amp;#60;i&amp;#62;'],
  ['lone \ud800 half', 'lone \ufffd half'],
])('%s is shown as %s', (text, shown) => {
  expect(wordsOf(text)).toBe(shown)
})

test.each([
  ['nothing', ' \n\n', 'There is no caption in this file.'],
  ['a heading alone', 'WEBVTT\n', 'There is no caption in this file.'],
  ['only tags', cue('<c>'), 'There is no caption in this file.'],
  ['another file', 'PNG\u0000\u0001', 'This is not a text file.'],
  ['prose', 'Once upon a time\nthere was fog', 'Line 1 belongs to no time.'],
  ['words without a time', `${cue('one')}\nlost\n`, 'Line 6 belongs to no time.'],
  ['no time', cue('x', 'soon --> later'), 'The time in line 3 cannot be read.'],
  [
    'a time of a hundred hours',
    cue('x', '100:00:00.000 --> 100:00:01.000'),
    'The time in line 3 cannot be read.',
  ],
  [
    'a time that goes back',
    cue('x', '00:02.000 --> 00:01.000'),
    'The caption in line 3 ends before it begins.',
  ],
  ['no duration', cue('x', '00:02.000 --> 00:02.000'), 'The caption in line 3 ends before it begins.'],
  ['a huge caption', cue('x'.repeat(2001)), 'The caption in line 4 has more than 2000 characters.'],
  ['100,000 captions', '0:1.0-->0:2.0\n\n'.repeat(100_000), 'Captions may have up to 1 MB.'],
  [
    '30,000 captions',
    '0:1.0-->0:2.0\na\n\n'.repeat(30_000),
    'There are more than 20000 captions in this file.',
  ],
])('%s is refused, told in words', (_, text, words) => {
  expect(() => toWebVtt(text)).toThrow(words)
})

test('hostile lines take no time', () => {
  for (const line of ['<a'.repeat(1000), '<'.repeat(2000), '{\\'.repeat(1000), '&'.repeat(2000)])
    expect(wordsOf(line).length).toBeLessThan(12_000)
  const times = `${' '.repeat(400_000)}-->${' '.repeat(400_000)}`
  expect(() => toWebVtt(cue('x', times))).toThrow('cannot be read')
})
