import { readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'

/** Draws the app icons from `icon.svg`; run after changing it. Maskable ones fill the whole square, with room at the edge. */
const folder = 'src/web/public'
const svg = readFileSync(`${folder}/icon.svg`, 'utf8')
const square = svg.replace('rx="15"', 'rx="0"')
const maskable = square
  .replace('viewBox="0 0 64 64"', 'viewBox="-8 -8 80 80"')
  .replace('<rect width="64" height="64"', '<rect x="-8" y="-8" width="80" height="80"')

const png = (source: string, size: number) =>
  sharp(Buffer.from(source), { density: (72 * size) / 64 })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toBuffer()

for (const size of [192, 512]) writeFileSync(`${folder}/icon-${size}.png`, await png(svg, size))
writeFileSync(`${folder}/icon-maskable-512.png`, await png(maskable, 512))
writeFileSync(`${folder}/apple-touch-icon.png`, await png(square, 180))
writeFileSync(`${folder}/favicon.ico`, ico(await png(svg, 32), 32))

/** One PNG in the envelope that old browsers ask for. */
function ico(image: Buffer, size: number): Buffer {
  const head = Buffer.alloc(22)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(1, 4)
  head.writeUInt8(size, 6)
  head.writeUInt8(size, 7)
  head.writeUInt16LE(1, 10)
  head.writeUInt16LE(32, 12)
  head.writeUInt32LE(image.length, 14)
  head.writeUInt32LE(head.length, 18)
  return Buffer.concat([head, image])
}
