import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { type Plugin, defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { shellFiles } from './tools/budgets.ts'
import { tellFirstPages } from './tools/first-pages.ts'
import { precompress } from './tools/precompress.ts'

const server = `http://localhost:${process.env['PORT'] ?? 5000}`
const outDir = `${import.meta.dirname}/dist/web`

export default defineConfig({
  root: 'src/web',
  plugins: [react(), tailwind(), firstPages(), offlineShell(), compressed()],
  build: {
    outDir,
    emptyOutDir: true,
    manifest: 'manifest.json',
    // Browsers of the last two years: `light-dark()` and nesting stay as they are written.
    target: ['chrome125', 'edge125', 'firefox127', 'safari17.5'],
    // The content security policy allows no data: fonts, and a small file is cheaper than a bigger stylesheet.
    assetsInlineLimit: 0,
    // All of these browsers know `modulepreload` themselves.
    modulePreload: { polyfill: false },
    // One file of libraries that every page needs, one of the parts that most pages share, one of those where people fill something in:
    // many crumbs compress badly.
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/ },
            { name: 'shell', tags: ['$initial'] },
            { name: 'icons', test: /node_modules\/lucide/, minShareCount: 6 },
            { name: 'lists', test: /node_modules\/@tanstack|src\/web\/use-/, minShareCount: 2 },
            { name: 'forms', test: /src\/web\/ui\/(dialog|fields|form)\.tsx$/, minShareCount: 3 },
            { name: 'parts', test: /src\/web\/ui\/[^/]+$/, minShareCount: 12 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    // Patterns that no source file of this folder matches.
    proxy: Object.fromEntries(
      ['^/api/', '^/media/', '^/uploads/[^.]+$', '^/readyz$'].map((path) => [path, server]),
    ),
  },
})

/** The service worker: it keeps the shell, and the pages a person has been to; never answers of the server. */
function offlineShell() {
  return VitePWA({
    registerType: 'prompt',
    injectRegister: false,
    includeManifestIcons: false,
    manifest: {
      name: 'Longhouse',
      short_name: 'Longhouse',
      description: "A community's own place.",
      id: '/',
      start_url: '/',
      display: 'standalone',
      theme_color: '#3d4ee0',
      background_color: '#0e1015',
      icons: [
        { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    },
    workbox: {
      inlineWorkboxRuntime: true,
      sourcemap: false,
      globPatterns: [
        'index.html',
        'first.js',
        'icon.svg',
        'assets/*.{js,css}',
        'assets/geist-latin-wght*.woff2',
      ],
      manifestTransforms: [
        async (entries) => {
          const shell = shellFiles(outDir)
          return {
            manifest: entries.filter(
              ({ url }) => !url.endsWith('.js') || url === 'first.js' || shell.has(url),
            ),
            warnings: [],
          }
        },
      ],
      navigateFallback: 'index.html',
      navigateFallbackDenylist: [/^\/(api|media|uploads|embed|metrics|livez|readyz)(\/|$)/, /\.[a-z0-9]+$/i],
      runtimeCaching: [
        {
          urlPattern: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
          handler: 'CacheFirst',
          options: { cacheName: 'pages', expiration: { maxEntries: 80 } },
        },
      ],
      cleanupOutdatedCaches: true,
    },
  })
}

function firstPages(): Plugin {
  return {
    name: 'longhouse:first-pages',
    apply: 'build',
    writeBundle: () => tellFirstPages(outDir, import.meta.dirname),
  }
}

function compressed(): Plugin {
  return {
    name: 'longhouse:precompress',
    apply: 'build',
    closeBundle: { order: 'post', sequential: true, handler: () => precompress(outDir) },
  }
}
