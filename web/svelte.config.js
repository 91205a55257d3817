// Svelte reads TypeScript by itself; warnings about accessibility are errors (`npm run check`).
export default { compilerOptions: { runes: true } };
