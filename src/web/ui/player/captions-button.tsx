import { Captions } from 'lucide'
import { useEffect, useState } from 'react'
import { Menu, MenuItem } from '../menu.tsx'
import { PlayerButton } from './player-button.tsx'
import type { PlayerSource } from './player-types.ts'
import { Tick } from './settings-menu.tsx'
import type { PlayerActions } from './use-player-actions.ts'

/** Captions on and off; a menu where there is more than one language. */
export function CaptionsButton({
  captions,
  actions,
  video,
}: {
  captions: NonNullable<PlayerSource['captions']>
  actions: PlayerActions
  video: { current: HTMLVideoElement | null }
}) {
  const shown = useShownTrack(video)
  if (captions.length === 1)
    return (
      <PlayerButton
        label="Captions"
        icon={Captions}
        pressed={shown !== null}
        onClick={() => actions.captions()}
      />
    )
  const choose = (label: string, language: string) => {
    const tracks = [...(video.current?.textTracks ?? [])]
    actions.caption(tracks.find((track) => track.label === label && track.language === language) ?? null)
  }
  return (
    <Menu
      label="Captions"
      trigger={(button) => <PlayerButton label="Captions" icon={Captions} {...button} />}
    >
      <MenuItem checked={shown === null} onClick={() => actions.caption(null)}>
        <Tick on={shown === null} />
        Off
      </MenuItem>
      {captions.map(({ label, language }) => (
        <MenuItem
          key={`${language} ${label}`}
          checked={shown?.label === label && shown.language === language}
          onClick={() => choose(label, language)}
        >
          <Tick on={shown?.label === label && shown.language === language} />
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}

function useShownTrack(video: { current: HTMLVideoElement | null }): TextTrack | null {
  const [shown, setShown] = useState<TextTrack | null>(null)
  useEffect(() => {
    const tracks = video.current?.textTracks
    const read = () => setShown([...(tracks ?? [])].find((track) => track.mode === 'showing') ?? null)
    for (const event of ['change', 'removetrack'] as const) tracks?.addEventListener(event, read)
    return () => {
      for (const event of ['change', 'removetrack'] as const) tracks?.removeEventListener(event, read)
    }
  }, [video])
  return shown
}
