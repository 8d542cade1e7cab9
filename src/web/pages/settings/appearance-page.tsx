import { useState } from 'react'
import { Check } from '../../ui/fields.tsx'
import { Section } from '../../ui/section.tsx'
import { ThemeChoice } from '../../ui/theme-choice.tsx'
import { isRailNarrow, saveRail } from '../../ui/theme.ts'
import { SettingsFrame } from './settings-frame.tsx'

/** `/settings/appearance`: how the house looks in this browser. */
export function AppearancePage() {
  const [narrow, setNarrow] = useState(isRailNarrow)
  return (
    <SettingsFrame>
      {() => (
        <Section title="Appearance" note="For this browser. It holds at once.">
          <div className="grid gap-5">
            <ThemeChoice />
            <Check
              label="Narrow rail"
              hint="On wide screens the rail shows icons only. [ folds and unfolds it."
              checked={narrow}
              onChange={() => {
                saveRail(!narrow)
                setNarrow(!narrow)
              }}
            />
            <p className="text-md text-muted">
              Motion, text size and contrast follow the settings of your system and browser.
            </p>
          </div>
        </Section>
      )}
    </SettingsFrame>
  )
}
