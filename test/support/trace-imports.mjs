// Loaded by `node --import`: appends every module that is imported, a line each, to the file that LOGSHIP_TEST_TRACE names.
import { register } from 'node:module';

const hooks = `
  import { appendFileSync } from 'node:fs';
  import process from 'node:process';
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    appendFileSync(process.env.LOGSHIP_TEST_TRACE, found.url + '\\n');
    return found;
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
