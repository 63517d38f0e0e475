/** Made when it is first asked for. What knows a language's rules takes ten milliseconds to make, which no first screen waits for. */
export const once = <Value extends object>(make: () => Value) => {
  let made: Value | undefined
  return (): Value => {
    made ??= make()
    return made
  }
}
