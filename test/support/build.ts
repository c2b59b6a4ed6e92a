import { execa } from 'execa';

/**
 * Vitest's global set-up of the projects that run the program: builds dist/ if a source changed.
 * Types have a stage of their own; a build that only lacks right types is still worth testing.
 */
export default async function build(): Promise<void> {
  await execa('node', ['scripts/build.mjs', '--if-stale'], { reject: false, stdio: 'inherit' });
}
