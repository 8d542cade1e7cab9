/** Light, dark or as the system says. `public/first.js` sets it before the first paint; here it changes. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const readTheme = (): Theme =>
  themes.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system'

export function saveTheme(theme: Theme) {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
  keep('longhouse.theme', theme === 'system' ? null : theme)
}

export const isDark = () =>
  readTheme() === 'dark' || (readTheme() === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)

export const isRailNarrow = () => document.documentElement.dataset.rail === 'narrow'

export function saveRail(narrow: boolean) {
  if (narrow) document.documentElement.dataset.rail = 'narrow'
  else delete document.documentElement.dataset.rail
  keep('longhouse.rail', narrow ? 'narrow' : null)
}

/** Storage may be full or forbidden; then the choice lasts until the page is closed. */
function keep(key: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {}
}
