import { Maximize, Minimize, PictureInPicture2 } from 'lucide'
import { PlayerButton } from './player-button.tsx'
import { useFullscreen } from './use-fullscreen.ts'

/** Picture in picture, where the browser has it, and full screen. */
export function ScreenButtons({
  actions,
}: {
  actions: { pictureInPicture: () => void; fullscreen: () => void }
}) {
  const full = useFullscreen()
  return (
    <>
      {document.pictureInPictureEnabled && (
        <PlayerButton
          label="Picture in picture"
          icon={PictureInPicture2}
          onClick={actions.pictureInPicture}
          className="max-sm:hidden"
        />
      )}
      <PlayerButton
        label={full ? 'Leave full screen' : 'Full screen'}
        icon={full ? Minimize : Maximize}
        onClick={actions.fullscreen}
      />
    </>
  )
}
