import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test } from './program.ts'

const has = (program: string) => spawnSync('which', [program]).status === 0
test.skip(!has('gnome-keyring-daemon') || !has('dbus-run-session'), 'needs gnome-keyring and dbus')

// A session of its own with an unlocked keyring, as a desktop has it after the account has signed in.
const keyring = `
export ELECTRON XDG_CURRENT_DESKTOP=GNOME XDG_DATA_HOME="$TOR_UNVEIL_HOME/keyring"
export XDG_RUNTIME_DIR=$(mktemp -d "$TOR_UNVEIL_HOME/run.XXXXXX")
exec dbus-run-session -- sh -c '
  printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
  exec "$ELECTRON" --password-store=gnome-libsecret "$@"' sh "$@"`

test('a keyring protects the keys; without it they are reported, and nothing is replaced', async ({
  start,
}) => {
  const home = mkdtempSync(join(tmpdir(), 'tor-unveil-e2e-'))
  const protectedOnce = await start({ home, inside: keyring })
  await protectedOnce.see('Sign in')
  await expect(protectedOnce.page.getByText('Keys on this computer are not protected')).toBeHidden()
  await protectedOnce.signIn()
  await protectedOnce.end()
  const keys = readFileSync(join(home, 'keys.json'))

  const unprotected = await start({ home })
  await unprotected.see('The program cannot start')
  await expect(unprotected.page.getByRole('alert')).toContainText('another key store')
  await unprotected.end()
  expect(readFileSync(join(home, 'keys.json')).equals(keys)).toBe(true)

  const again = await start({ home, inside: keyring })
  await again.signIn('admin_001', '9876543211')
})
