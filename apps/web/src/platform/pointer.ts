/** Whether this is a device of fingers, where what takes the focus raises a keyboard over half of the screen. */
export function isTouched(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
