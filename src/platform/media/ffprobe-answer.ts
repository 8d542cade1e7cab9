/** What is asked of ffprobe, and the shape of its answer. Everything may be absent: the file decides. */
export const asked = [
  'stream=index,codec_type,codec_name,codec_tag_string,profile,level,width,height,pix_fmt,field_order',
  'color_transfer,sample_aspect_ratio,r_frame_rate,avg_frame_rate,bit_rate,duration,start_time,channels,sample_rate',
].join(',')
export const askedMore = [
  'stream_disposition=default,attached_pic,timed_thumbnails,still_image',
  'stream_tags=language,creation_time',
  'stream_side_data=rotation',
  'format=duration,start_time,bit_rate,nb_streams',
  'format_tags=creation_time,com.apple.quicktime.creationdate',
].join(':')

export type StreamAnswer = {
  index: number
  codec_type?: string
  codec_name?: string
  codec_tag_string?: string
  profile?: string
  level?: number
  width?: number
  height?: number
  pix_fmt?: string
  field_order?: string
  color_transfer?: string
  sample_aspect_ratio?: string
  r_frame_rate?: string
  avg_frame_rate?: string
  bit_rate?: string
  duration?: string
  channels?: number
  sample_rate?: string
  disposition?: { default?: number; attached_pic?: number; timed_thumbnails?: number; still_image?: number }
  tags?: { language?: string; creation_time?: string }
  side_data_list?: { rotation?: number }[]
}
export type Answer = {
  streams: StreamAnswer[]
  format: {
    nb_streams?: number
    duration?: string
    start_time?: string
    bit_rate?: string
    tags?: { creation_time?: string; 'com.apple.quicktime.creationdate'?: string }
  }
}

/** A number that ffprobe wrote as text, null for `N/A`, absent, negative and absurd ones. */
export function positive(text: string | number | undefined): number | null {
  const value = Number(text)
  return text !== undefined && Number.isFinite(value) && value > 0 ? value : null
}

/** `30000/1001` or `4:3` as a number, null when either side is 0 or absent. */
export function ratio(text: string | undefined): number | null {
  const [over, under] = (text ?? '').split(/[/:]/).map(Number)
  return over && under && over > 0 && under > 0 ? over / under : null
}
