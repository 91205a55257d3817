import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// ETUDE_STUDIO is the address of a running `etude studio`, for `npm run dev`.
const studio = process.env['ETUDE_STUDIO'];

export default defineConfig({
  base: './', // works behind any prefix
  plugins: [svelte()],
  build: {
    outDir: '../src/etude/server/static',
    emptyOutDir: true,
    sourcemap: false,
    target: 'es2022',
    modulePreload: { polyfill: false }, // an inline script would break the page's own rules
    assetsInlineLimit: 0, // nothing travels as a data: address
  },
  worker: { format: 'es' },
  server: studio === undefined ? {} : { proxy: { '/api': { target: studio, changeOrigin: true } } },
});
