import type { Station } from '../../preload/contract.ts'

declare global {
  interface Window {
    station: Station
  }
}
