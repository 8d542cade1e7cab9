import { budgets } from './budgets.ts'
import { options } from './options.ts'

/**
 * The only way an input is named to ffmpeg and ffprobe: the demuxer forced, no other allowed, plain files (or stdin) only (an HLS
 * playlist that is named `.mp4` would otherwise pull other files in), and no picture past the budget decoded.
 */
export function inputOptions(format: string, protocol: 'file' | 'pipe' = 'file'): string[] {
  return options({
    f: format,
    format_whitelist: format,
    protocol_whitelist: protocol,
    max_pixels: budgets.pixels,
  })
}
