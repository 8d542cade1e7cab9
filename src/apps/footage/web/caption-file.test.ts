import { expect, test } from 'vitest'
import { readCaptionFile } from './caption-file.ts'

const read = (...bytes: number[]) => readCaptionFile(new Blob([new Uint8Array(bytes)]))

test('umlauts are read in the encodings that captions come in', async () => {
  expect(await read(0xc3, 0xbc)).toBe('ü')
  expect(await read(0xef, 0xbb, 0xbf, 0xc3, 0xbc)).toBe('ü')
  expect(await read(0xff, 0xfe, 0xfc, 0x00)).toBe('ü')
  expect(await read(0xfe, 0xff, 0x00, 0xfc)).toBe('ü')
  expect(await read(0xfc, 0x2e)).toBe('ü.')
})

test('what cannot be captions is refused with words for its field', async () => {
  await expect(read()).rejects.toMatchObject({ errors: [{ path: 'text' }] })
  await expect(readCaptionFile(new Blob(['x'.repeat(1_000_001)]))).rejects.toMatchObject({
    errors: [{ path: 'text', message: 'Captions may have up to 1 MB. Nothing was added.' }],
  })
})
