/**
 * The apps of this house, listed by hand. An app is a folder: `apps/<id>/server/<id>-app.ts` exports `app`,
 * `apps/<id>/web/index.tsx` exports `webApp`. Removing an app is removing its folder and its word here.
 */
export const apps = ['footage', 'live', 'notes'] as const
