import { checkStrictly } from './check-strictly.js';
import { type CheckedInputs, checkInputs, type OpenInput, tellRefused } from './inputs.js';
import type { UploadNotice } from './notices.js';
import type { WalkContext } from './walk.js';

export interface FitContext extends Omit<WalkContext, 'key'> {
  readonly open: OpenInput;
  /** Refuse a file in which one record is bad. */
  readonly strict: boolean;
  readonly notices: (notice: UploadNotice) => void;
}

/**
 * Looks at every input before anything is sent, and tells which are refused.
 * Throws the last reason where none is left, and `ConfigError`.
 */
export async function fitInputs(names: readonly string[], context: FitContext): Promise<CheckedInputs> {
  const { open, strict, notices } = context;
  const named = await checkInputs(names, open);
  tellRefused(named, notices);
  if (!strict) return named;
  const checked = await checkStrictly(named.fit, open, context);
  tellRefused(checked, notices);
  return { fit: checked.fit, refused: [...named.refused, ...checked.refused] };
}
