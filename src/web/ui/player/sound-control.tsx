import { Volume2, VolumeX } from 'lucide'
import { PlayerButton } from './player-button.tsx'
import type { Playback } from './use-playback.ts'

/** Sound on or off, and how loud. */
export const SoundControl = ({
  playback,
  onMute,
  onVolume,
}: {
  playback: Pick<Playback, 'muted' | 'volume'>
  onMute: () => void
  onVolume: (volume: number) => void
}) => (
  <>
    <PlayerButton
      label={playback.muted ? 'Sound on' : 'Sound off'}
      icon={playback.muted ? VolumeX : Volume2}
      onClick={onMute}
    />
    <input
      type="range"
      aria-label="Volume"
      min={0}
      max={1}
      step={0.05}
      value={playback.muted ? 0 : playback.volume}
      className="player-volume"
      onChange={(event) => onVolume(Number(event.target.value))}
    />
  </>
)
