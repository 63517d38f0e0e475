import { expect, test } from 'vitest'
import { scrubEnvironment } from '../../main/config/environment.ts'

/** What is left of an environment. */
const left = (environment: NodeJS.ProcessEnv, packaged: boolean) => {
  scrubEnvironment(environment, packaged)
  return Object.keys(environment)
}

const harmful = [
  ...['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER', 'TWILIO_REGION', 'TWILIO_EDGE'],
  ...[
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_REGION',
    'AWS_ENDPOINT_URL',
    'AWS_PROFILE',
    'AWS_CA_BUNDLE',
  ],
  ...[
    'DEBUG',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
    'http_proxy',
    'https_proxy',
    'all_proxy',
  ],
  ...[
    'NODE_TLS_REJECT_UNAUTHORIZED',
    'NODE_EXTRA_CA_CERTS',
    'SSLKEYLOGFILE',
    'NODE_USE_ENV_PROXY',
    'NODE_OPTIONS',
  ],
  ...[
    'NODE_DEBUG',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'OPENSSL_CONF',
    'LD_LIBRARY_PATH',
    'SOME_FUTURE_SWITCH',
    'PATHX',
  ],
  ...[
    'ELECTRON_RUN_AS_NODE',
    'ELECTRON_ENABLE_LOGGING',
    'ELECTRON_NO_ASAR',
    'TOR_UNVEIL_CONFIG',
    'TOR_UNVEIL_HOME',
  ],
]

test.each([true, false])(
  'no variable that redirects, weakens or prints is left (packaged: %s)',
  (packaged) => {
    expect(left(Object.fromEntries(harmful.map((name) => [name, '1'])), packaged)).toEqual([])
  },
)

test.each([true, false])(
  'what a desktop program needs stays, in whatever letters (packaged: %s)',
  (packaged) => {
    const needed = [
      'PATH',
      'Path',
      'HOME',
      'DISPLAY',
      'WAYLAND_DISPLAY',
      'XDG_RUNTIME_DIR',
      'DBUS_SESSION_BUS_ADDRESS',
    ]
    const more = [
      'LANG',
      'LC_ALL',
      'TZ',
      'TMPDIR',
      'SystemRoot',
      'windir',
      'APPDATA',
      'LOCALAPPDATA',
      'USERPROFILE',
    ]
    const names = [...needed, ...more]
    expect(left(Object.fromEntries(names.map((name) => [name, 'x'])), packaged)).toEqual(names)
  },
)

test('a tester can turn the clock of a program in development, and nobody the clock of a packaged one', () => {
  const environment = () => ({
    LD_PRELOAD: '/usr/lib/faketime/libfaketime.so.1',
    FAKETIME: '+2h',
    FAKETIME_NO_CACHE: '1',
  })
  expect(left(environment(), false)).toEqual(['LD_PRELOAD', 'FAKETIME', 'FAKETIME_NO_CACHE'])
  expect(left(environment(), true)).toEqual([])
})

test('a kept value is not changed', () => {
  const environment = { PATH: '/usr/bin', HTTP_PROXY: 'http://localhost' }
  scrubEnvironment(environment, true)
  expect(environment).toEqual({ PATH: '/usr/bin' })
})
