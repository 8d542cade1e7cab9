import { useState } from 'react'
import { Check } from './fields.tsx'
import { readTheme, saveTheme, type Theme, themes } from './theme.ts'

/** Light, dark, or as the system says. Holds at once, in this browser. */
export function ThemeChoice() {
  const [theme, setTheme] = useState(readTheme)
  const choose = (chosen: Theme) => {
    saveTheme(chosen)
    setTheme(chosen)
  }
  return (
    <fieldset>
      <legend className="mb-1 text-md font-medium">Theme</legend>
      <div className="flex flex-wrap gap-x-6">
        {themes.map((name) => (
          <Check
            key={name}
            type="radio"
            name="theme"
            label={words[name]}
            checked={theme === name}
            onChange={() => choose(name)}
          />
        ))}
      </div>
    </fieldset>
  )
}

const words: Record<Theme, string> = { system: 'As my system', light: 'Light', dark: 'Dark' }
