/** Whether something that is tried comes to a good end. Never throws. */
export async function succeeds(tried: Promise<unknown>): Promise<boolean> {
  try {
    await tried;
    return true;
  } catch {
    return false;
  }
}
