import { rates } from './settings-menu.tsx'

/** What hands can do with a video and the frame around it. */
export function openVideoActions(
  frame: { current: HTMLElement | null },
  video: { current: HTMLVideoElement | null },
) {
  const withVideo = (act: (element: HTMLVideoElement) => void) => {
    if (video.current) act(video.current)
  }
  const seek = (seconds: number) =>
    withVideo((element) => {
      const end = Number.isFinite(element.duration) ? element.duration : seconds
      element.currentTime = Math.min(Math.max(0, seconds), end)
    })
  return {
    seek,
    toggle: () =>
      withVideo((element) => (element.paused ? void element.play().catch(() => {}) : element.pause())),
    skip: (seconds: number) => withVideo((element) => seek(element.currentTime + seconds)),
    volume: (volume: number) =>
      withVideo((element) => {
        element.volume = Math.min(1, Math.max(0, volume))
        element.muted = element.volume === 0
      }),
    louder: (by: number) =>
      withVideo((element) => {
        element.volume = Math.min(1, Math.max(0, element.volume + by))
        element.muted = element.volume === 0
      }),
    mute: () => withVideo((element) => (element.muted = !element.muted)),
    rate: (rate: number) => withVideo((element) => (element.playbackRate = rate)),
    faster: (steps: number) =>
      withVideo((element) => {
        const at = rates.findIndex((rate) => rate >= element.playbackRate)
        element.playbackRate = rates[Math.min(Math.max(at + steps, 0), rates.length - 1)] ?? 1
      }),
    captions: () =>
      withVideo(({ textTracks }) => {
        const on = [...textTracks].some((track) => track.mode === 'showing')
        show(textTracks, on ? null : likelyTrack(textTracks))
      }),
    /** One of the tracks, or none with null. */
    caption: (track: TextTrack | null) => withVideo(({ textTracks }) => show(textTracks, track)),
    fullscreen: () => {
      const element = video.current as (HTMLVideoElement & { webkitEnterFullscreen?: () => void }) | null
      if (document.fullscreenElement) void document.exitFullscreen()
      else if (frame.current?.requestFullscreen) void frame.current.requestFullscreen().catch(() => {})
      else element?.webkitEnterFullscreen?.()
    },
    pictureInPicture: () =>
      withVideo((element) => {
        if (document.pictureInPictureElement) void document.exitPictureInPicture()
        else void element.requestPictureInPicture().catch(() => {})
      }),
  }
}

/** What was shown last stays hidden rather than disabled, so that the key brings it back. */
function show(tracks: TextTrackList, wanted: TextTrack | null): void {
  for (const track of tracks) {
    const rests = wanted === null && track.mode !== 'disabled'
    track.mode = track === wanted ? 'showing' : rests ? 'hidden' : 'disabled'
  }
}

/** The one shown last, else one in the reader's language, else the first. */
function likelyTrack(tracks: TextTrackList): TextTrack | null {
  const all = [...tracks]
  const spoken = (track: TextTrack) =>
    navigator.languages.some((language) => language.split('-')[0] === track.language.split('-')[0])
  return all.find(({ mode }) => mode === 'hidden') ?? all.find(spoken) ?? all[0] ?? null
}
