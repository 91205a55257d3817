// Write src/api/schema.ts from the studio's own OpenAPI document: `npm run types`.
// PYTHON says which Python has Etude; .venv's by default.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const own = ['../.venv/bin/python', '../.venv/Scripts/python.exe'].find(existsSync) ?? 'python3';
const python = process.env['PYTHON'] ?? own;
const text = execFileSync(python, ['-m', 'etude.server.openapi'], { maxBuffer: 2 ** 26 });
// The shapes alone: src/api/routes.ts has a function for each route.
const document = { ...JSON.parse(text), paths: {} };
// A field with a default may be left out of what is asked.
const ast = await openapiTS(document, { defaultNonNullable: false });
writeFileSync(
  'src/api/schema.ts',
  `// Written by \`npm run types\` from \`python -m etude.server.openapi\`.\n${astToString(ast)}`,
);
