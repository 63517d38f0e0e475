import { useEffect, useState } from 'react'
import type { GatewayState } from '../../preload/contract.ts'
import { answerOf } from '../station.ts'
import { durationIn } from '../time/duration.ts'
import { useWords } from '../words/language.tsx'
import styles from './gateways-panel.module.css'

const askEveryMs = 10_000

/** How the SMS gateways are doing; asked for by administrators only, and only they get an answer. */
export const GatewaysPanel = () => {
  const { say } = useWords()
  const gateways = useGateways()
  if (!gateways) return null
  return (
    <section aria-labelledby="gateways">
      <h2 id="gateways" className={styles.heading}>
        {say('gateways.heading')}
      </h2>
      <table className={styles.table}>
        <thead>
          <tr>
            {(['name', 'state', 'messages'] as const).map((column) => (
              <th key={column} scope="col">
                {say(`gateways.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {gateways.map((gateway) => (
            <Row key={gateway.name} gateway={gateway} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Row = ({ gateway }: { gateway: GatewayState }) => {
  const { say } = useWords()
  const { name, restsForMs, accepted, refused, unknown, lastReason, medianDeliveryMs } = gateway
  const seconds = (ms: number) => durationIn(say, Math.ceil(ms / 1000))
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {restsForMs > 0 ? say('gateways.rests', { time: seconds(restsForMs) }) : say('gateways.ready')}
        {lastReason && <span className={styles.reason}>{say(`reason.${lastReason}`)}</span>}
      </td>
      <td>
        {say('gateways.counts', { accepted, refused, unknown })}
        {medianDeliveryMs !== undefined && (
          <span className={styles.reason}>
            {say('gateways.delivery', { time: seconds(medianDeliveryMs) })}
          </span>
        )}
      </td>
    </tr>
  )
}

const useGateways = (): GatewayState[] | undefined => {
  const [gateways, setGateways] = useState<GatewayState[]>()
  useEffect(() => {
    let wanted = true
    const ask = async () => {
      const answer = await answerOf(window.station.gateways())
      if (wanted && answer.ok) setGateways(answer.value)
    }
    void ask()
    const timer = setInterval(ask, askEveryMs)
    return () => {
      wanted = false
      clearInterval(timer)
    }
  }, [])
  return gateways
}
