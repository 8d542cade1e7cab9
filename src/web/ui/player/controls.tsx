import { Maximize, Minimize, Pause, PictureInPicture2, Play, RotateCcw, Volume2, VolumeX } from 'lucide'
import { clock } from '../format.ts'
import { CaptionsButton } from './captions-button.tsx'
import { PlayerButton } from './player-button.tsx'
import type { PlayerSource } from './player-types.ts'
import { SeekBar } from './seek-bar.tsx'
import { SettingsMenu } from './settings-menu.tsx'
import { useFullscreen } from './use-fullscreen.ts'
import type { Playback } from './use-playback.ts'
import type { PlayerActions } from './use-player-actions.ts'
import type { useSource } from './use-source.ts'

/** The row below the picture. */
export function Controls({
  source,
  playback,
  actions,
  opened,
  video,
}: {
  source: PlayerSource
  playback: Playback
  actions: PlayerActions
  opened: ReturnType<typeof useSource>
  video: { current: HTMLVideoElement | null }
}) {
  const full = useFullscreen()
  const duration = playback.duration || source.durationSeconds || 0
  return (
    <div className="player-controls">
      {!source.live && (
        <SeekBar
          time={playback.time}
          duration={duration}
          buffered={playback.buffered}
          storyboard={source.storyboard}
          onSeek={actions.seek}
        />
      )}
      <div className="flex items-center">
        <PlayerButton
          label={playback.ended ? 'Play again' : playback.paused ? 'Play' : 'Pause'}
          icon={playback.ended ? RotateCcw : playback.paused ? Play : Pause}
          onClick={actions.toggle}
        />
        <PlayerButton
          label={playback.muted ? 'Sound on' : 'Sound off'}
          icon={playback.muted ? VolumeX : Volume2}
          onClick={actions.mute}
        />
        <input
          type="range"
          aria-label="Volume"
          min={0}
          max={1}
          step={0.05}
          value={playback.muted ? 0 : playback.volume}
          className="player-volume"
          onChange={(event) => actions.volume(Number(event.target.value))}
        />
        <span className="px-2 text-sm whitespace-nowrap">
          {source.live ? 'Live' : `${clock(playback.time)} / ${clock(duration)}`}
        </span>
        <span className="flex-1" />
        {source.captions && source.captions.length > 0 && (
          <CaptionsButton captions={source.captions} actions={actions} video={video} />
        )}
        <SettingsMenu
          qualities={opened.qualities}
          playing={opened.playing}
          chosen={opened.chosen}
          onQuality={opened.choose}
          rate={playback.rate}
          onRate={actions.rate}
        />
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
      </div>
    </div>
  )
}
