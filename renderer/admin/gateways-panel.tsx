import { useEffect, useState } from 'react'
import type { GatewayState } from '../../preload/contract.ts'
import { Cell, More, RowHead, Table } from '../form/table.tsx'
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
  const heads = (['name', 'state', 'messages'] as const).map((head) => say(`gateways.${head}`))
  return (
    <section className={styles.panel} aria-labelledby="gateways">
      <h2 id="gateways">{say('gateways.heading')}</h2>
      <Table label={say('gateways.heading')} heads={heads}>
        {gateways.map((gateway) => (
          <Row key={gateway.name} gateway={gateway} heads={heads} />
        ))}
      </Table>
    </section>
  )
}

const Row = ({
  gateway,
  heads: [, state = '', messages = ''],
}: {
  gateway: GatewayState
  heads: string[]
}) => {
  const { say } = useWords()
  const { name, restsForMs, accepted, refused, unknown, lastReason, medianDeliveryMs } = gateway
  const seconds = (ms: number) => durationIn(say, Math.ceil(ms / 1000))
  return (
    <tr>
      <RowHead>{name}</RowHead>
      <Cell head={state}>
        {restsForMs > 0 ? say('gateways.rests', { time: seconds(restsForMs) }) : say('gateways.ready')}
        {lastReason && <More>{say(`reason.${lastReason}`)}</More>}
      </Cell>
      <Cell head={messages}>
        {say('gateways.counts', { accepted, refused, unknown })}
        {medianDeliveryMs !== undefined && (
          <More>{say('gateways.delivery', { time: seconds(medianDeliveryMs) })}</More>
        )}
      </Cell>
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
