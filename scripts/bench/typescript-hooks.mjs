// Hooks for module.register: lets Node import the TypeScript of test/servers/ as it is.

import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const OPTIONS = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  if (!specifier.startsWith('.') || !specifier.endsWith('.js')) return next(specifier, context);
  const url = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
  return fs.existsSync(fileURLToPath(url)) ? { url: url.href, shortCircuit: true } : next(specifier, context);
}

/** @type {import('node:module').LoadHook} */
export function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const source = ts.transpile(fs.readFileSync(fileURLToPath(url), 'utf8'), OPTIONS);
  return { format: 'module', source, shortCircuit: true };
}
