import { createReadStream } from 'node:fs'

// Source: www.electronjs.org/docs/latest/tutorial/fuses, and the package @electron/fuses 2.0
const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')
const names = [
  'RunAsNode',
  'EnableCookieEncryption',
  'EnableNodeOptionsEnvironmentVariable',
  'EnableNodeCliInspectArguments',
  'EnableEmbeddedAsarIntegrityValidation',
  'OnlyLoadAppFromAsar',
  'LoadBrowserProcessSpecificV8Snapshot',
  'GrantFileProtocolExtraPrivileges',
]
/** Of those that decide what else the executable can be used for. */
const wanted: Record<string, '0' | '1'> = {
  RunAsNode: '0',
  EnableCookieEncryption: '1',
  EnableNodeOptionsEnvironmentVariable: '0',
  EnableNodeCliInspectArguments: '0',
  EnableEmbeddedAsarIntegrityValidation: '1',
  OnlyLoadAppFromAsar: '1',
  GrantFileProtocolExtraPrivileges: '0',
}

/** The fuses of an executable that do not stand as they should; `undefined` where it has no fuse wire. */
export const wrongFuses = async (executable: string): Promise<string[] | undefined> => {
  const wire = await readWire(executable)
  if (!wire) return undefined
  return Object.entries(wanted).flatMap(([name, state]) =>
    String.fromCharCode(wire[names.indexOf(name)] ?? 0) === state ? [] : [name],
  )
}

/** Behind the sentinel: a byte for the version, one for the length, and one for each fuse ('0', '1', or 'r' for removed). */
const readWire = async (executable: string): Promise<Buffer | undefined> => {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(executable, { highWaterMark: 1 << 20 })) {
    const bytes = Buffer.concat([rest, chunk])
    const wire = wireIn(bytes)
    if (wire) return wire
    // It may lie across two chunks.
    rest = bytes.subarray(Math.max(0, bytes.length - longest))
  }
  return wireIn(Buffer.concat([rest, Buffer.alloc(longest)]))
}

const longest = sentinel.length + 2 + 255

const wireIn = (bytes: Buffer): Buffer | undefined => {
  const at = bytes.indexOf(sentinel)
  if (at === -1 || bytes.length < at + longest) return undefined
  const start = at + sentinel.length + 2
  return bytes.subarray(start, start + (bytes[start - 1] ?? 0))
}
