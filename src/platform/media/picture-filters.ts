import type { VideoStream } from './media.ts'

/** Filters that make any source upright SDR pictures with square pixels of this size; ffmpeg itself undoes the rotation. */
export function pictureFilters(video: VideoStream, size: { width: number; height: number }): string[] {
  return [
    ...(video.interlaced ? ['bwdif=deint=interlaced'] : []),
    `scale=${size.width}:${size.height}:flags=bicubic`,
    'setsar=1',
    ...(video.hdr === null ? [] : toneMapping(video.hdr)),
    'format=yuv420p',
  ]
}

/** After scaling, since it works on floats. The source's colours are stated, or zscale refuses half-tagged files. */
function toneMapping(hdr: 'pq' | 'hlg'): string[] {
  const transfer = hdr === 'pq' ? 'smpte2084' : 'arib-std-b67'
  return [
    `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc`,
    'zscale=t=linear:npl=203',
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=hable:desat=0',
    'zscale=t=bt709:m=bt709:r=tv',
  ]
}
