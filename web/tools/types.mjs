// Write src/api/schema.ts from the studio's own OpenAPI document: `npm run types`; with --check, say
// whether it is what would be written. PYTHON says which Python has Etude; .venv's by default.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const FILE = 'src/api/schema.ts';
const own = ['../.venv/bin/python', '../.venv/Scripts/python.exe'].find(existsSync) ?? 'python3';
const python = process.env['PYTHON'] ?? own;
const text = execFileSync(python, ['-m', 'etude.server.openapi'], { maxBuffer: 2 ** 26 });
// The shapes alone: src/api/routes.ts has a function for each route.
const document = { ...JSON.parse(text), paths: {} };
// A field with a default may be left out of what is asked.
const ast = await openapiTS(document, { defaultNonNullable: false });
const head = '// Written by `npm run types` from `python -m etude.server.openapi`.\n';
const wanted = head + astToString(ast);

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, wanted);
} else if (readFileSync(FILE, 'utf8') !== wanted) {
  console.error(`${FILE} is not what the API says: run \`npm run types\` in web/.`);
  process.exit(1);
}
