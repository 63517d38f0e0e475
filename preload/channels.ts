// Names of everything that crosses the border. Shared by both sides; holds no zod, so that the preload bundle stays small.

/** Calls of the window, answered by the main process. Each is a method of `window.station`. */
export const channels = [
  'sendOtp',
  'delivery',
  'verifyOtp',
  'session',
  'logout',
  'stay',
  'closeWindow',
  'about',
  'gateways',
  'findOfficers',
  'enrolOfficer',
  'editOfficer',
  'askConfirmation',
  'changeMobile',
  'setSuspended',
  'unlockOfficer',
  'makeRescueCode',
  'liveSessions',
  'endSession',
  'flags',
  'flagsSeen',
  'ledgerPage',
  'checkLedger',
  'selfTest',
  'acceptLedger',
  'exportLedger',
  'exportRoster',
  'previewRoster',
  'importRoster',
  'setUp',
] as const

export type Channel = (typeof channels)[number]

/** The one channel on which the main process speaks first. */
export const noticeChannel = 'notice'
