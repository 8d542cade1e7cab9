import { Pause, Play, RotateCcw } from 'lucide'
import { clock } from '../format.ts'
import { CaptionsButton } from './captions-button.tsx'
import { PlayerButton } from './player-button.tsx'
import type { PlayerSource } from './player-types.ts'
import { ScreenButtons } from './screen-buttons.tsx'
import { SeekBar } from './seek-bar.tsx'
import { SettingsMenu } from './settings-menu.tsx'
import { SoundControl } from './sound-control.tsx'
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
        <SoundControl playback={playback} onMute={actions.mute} onVolume={actions.volume} />
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
        <ScreenButtons actions={actions} />
      </div>
    </div>
  )
}
