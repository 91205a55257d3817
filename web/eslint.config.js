import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['src/api/schema.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.worker } } },
  { files: ['*.js', '*.ts', 'tools/**'], languageOptions: { globals: globals.node } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', 50],
      eqeqeq: 'error',
      'svelte/prefer-svelte-reactivity': 'off', // what must be followed is $state; the rest need not be
    },
  },
  // What a component's script holds is one function to the compiler, not to the reader.
  { files: ['**/*.svelte'], rules: { 'max-lines-per-function': 'off' } },
);
